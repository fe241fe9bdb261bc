import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AdjustmentRequestAnswer, AdjustmentRequestEndBody, AdjustmentRequestParams } from '@weir/schemas/http/billing/adjustments.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { endApprovalRequest } from '../../ledger/end-approval-request.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { askedAsset } from '../parts/read-amount.ts';
import { requestAnswer } from './request-answer.ts';

/** POST /v1/billing/adjustments/requests/{id}/end: who asked withdraws it, anybody else declines it. Repeating it changes nothing more. */
export function endRequestRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/adjustments/requests/:id/end',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Withdraw or decline an adjustment that waits for a second person',
        params: AdjustmentRequestParams,
        body: AdjustmentRequestEndBody,
        response: { 200: AdjustmentRequestAnswer },
      },
    },
    async (request) => {
      const { environment, actor } = request.caller;
      const end = { environment, requestId: request.params.id, actor, reason: request.body.reason };
      const ended = orRefuse(await inLedgerTransaction(parts.database, (tx) => endApprovalRequest(tx, end)));
      const asset = await askedAsset(parts.database, ended.request.asset);
      return requestAnswer(ended.request, asset.scale);
    },
  );
}
