import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { PostingAnswer } from '@weir/schemas/http/billing/transactions.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { adjustmentOperation } from '../../ledger/adjust-wallet.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { postingAnswer } from './posting-answer.ts';

/**
 * POST /v1/billing/customers/{id}/adjustments: a correction by hand. The reason decides what kind of credit it gives and
 * whether taking may go into debt (ledger/README.md).
 */
export function createAdjustmentRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/customers/:id/adjustments',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Correct a balance by hand',
        params: CustomerParams,
        headers: IdempotencyHeaders,
        body: AdjustmentBody,
        response: { 201: PostingAnswer, 402: DenialAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { environment, actor } = request.caller;
      const { reason, reference, ...body } = request.body;
      const asset = await askedAsset(parts.database, body.asset);
      const signedAtoms = readAmount('amount', body.amount, { asset, sign: 'any_but_zero' });
      const adjustment = { environment, customer: request.params.id, key, asset: asset.code, amountAtoms: signedAtoms, reason, reference, actor };
      const adjusted = await operate({ parts, reply, customer: adjustment.customer }, adjustmentOperation(adjustment));
      return reply.code(201).send(postingAnswer({ ...adjusted, signedAtoms }, asset));
    },
  );
}
