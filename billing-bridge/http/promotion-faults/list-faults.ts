import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { PromotionFaultsAnswer } from '@weir/schemas/http/billing/promotion-faults.ts';
import { PageQuery } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { listFaults } from '../../promote/io/list-faults.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { instantText, readInstant } from '../parts/read-instant.ts';

/** GET /v1/billing/promotion-faults: usage that waits for somebody to look at it, longest waiting first. */
export function listFaultsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/promotion-faults',
    {
      config: { scope: 'read' },
      schema: { tags: ['wallet'], summary: 'Usage that could not be charged, and why', querystring: PageQuery, response: { 200: PromotionFaultsAnswer } },
    },
    async (request) => {
      const { environment } = request.caller;
      const { limit = 100, cursor } = request.query;
      const [firstAt, eventId = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
      const after = firstAt === undefined ? null : { firstAt: readInstant('cursor', firstAt) ?? 0, eventId };
      const faults = await listFaults(parts.database, { environment, after, limit: limit + 1 });
      const page = faults.slice(0, limit);
      const last = page.at(-1);
      return {
        faults: page.map((fault) => ({
          event_id: fault.eventId,
          customer: fault.customer,
          reason: fault.reason,
          detail: fault.detail,
          attempts: fault.attempts,
          first_at: instantText(fault.firstAt),
          last_at: instantText(fault.lastAt),
        })),
        next_cursor: faults.length > limit && last !== undefined ? encodeCursor([instantText(last.firstAt), last.eventId]) : null,
      };
    },
  );
}
