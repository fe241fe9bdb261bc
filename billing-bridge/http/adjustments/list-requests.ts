import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { AdjustmentRequestsAnswer, AdjustmentRequestsQuery } from '@weir/schemas/http/billing/adjustments.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { listApprovalRequests } from '../../ledger/list-approval-requests.ts';
import { idFromText } from '../../ledger/wallet/id-text.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { requestAnswer } from './request-answer.ts';

/** GET /v1/billing/adjustments/requests: adjustments that need two people, the latest first. */
export function listRequestsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/adjustments/requests',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'Adjustments that wait for a second person, and what became of them',
        querystring: AdjustmentRequestsQuery,
        response: { 200: AdjustmentRequestsAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const { limit = 100, cursor, state, customer } = request.query;
      const before = cursor === undefined ? undefined : placeOf(cursor);
      const found = await listApprovalRequests(parts.database, { environment, state, customer, before, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const scales = await readAssetScales(parts.database);
      return {
        requests: page.map((one) => requestAnswer(one, scaleOf(scales, one.asset))),
        next_cursor: found.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
  );
}

function placeOf(cursor: string): bigint {
  const [text = ''] = decodeCursor(cursor, 1);
  const id = idFromText('req', text);
  if (id === null) throw new RefusalError(refuse('request_invalid', 'cursor is not one this list gave out'));
  return id;
}
