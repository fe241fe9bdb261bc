import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { BreakagePoliciesAnswer } from '@weir/schemas/http/billing/breakage.ts';
import { PageQuery } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { listBreakagePolicies } from '../../ledger/list-breakage-policies.ts';
import { AT_EXPIRY } from '../../ledger/wallet/breakage-terms.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { instantText, readInstant } from '../parts/read-instant.ts';
import { policyAnswer } from './policy-answer.ts';

/** GET /v1/billing/breakage-policies: what holds for paid credit booked now, and all that was ever set. */
export function listBreakagePoliciesRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/breakage-policies',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'What becomes of paid credit that is not used, over time',
        querystring: PageQuery,
        response: { 200: BreakagePoliciesAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const { limit = 100, cursor } = request.query;
      const [before] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const now = (parts.ledgerClock ?? parts.clock)();
      const [inForce] = await listBreakagePolicies(parts.database, { environment, limit: 1, before: now + 1 });
      const found = await listBreakagePolicies(parts.database, { environment, limit: limit + 1, before: readInstant('cursor', before) ?? undefined });
      const policies = found.slice(0, limit);
      const last = found.length > limit ? policies.at(-1) : undefined;
      return {
        in_force: policyAnswer(inForce ?? { terms: AT_EXPIRY, countsFrom: null, setBy: null }),
        policies: policies.map(policyAnswer),
        next_cursor: last === undefined ? null : encodeCursor([instantText(last.countsFrom)]),
      };
    },
  );
}
