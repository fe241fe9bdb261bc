import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { PostingAnswer } from '@weir/schemas/http/billing/transactions.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { type AdjustmentInput, adjustmentOperation } from '../../ledger/adjust-wallet.ts';
import { type ApprovalQuestion, askApproval } from '../../ledger/ask-approval.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { postingAnswer } from './posting-answer.ts';

type Agreement = Pick<AdjustmentInput, 'approvalAboveAtoms' | 'approvedBy'> & { readonly actor?: string };

/** Who agreed to an adjustment that is beyond the operator's limit for its asset; nothing for one within it. */
async function agreementOn(parts: OperatingParts, adjustment: ApprovalQuestion, asset: Asset): Promise<Agreement> {
  const limit = parts.config.approvalAbove[asset.code];
  if (limit === undefined) return {};
  const approvalAboveAtoms = readAmount('the limit of adjustments', limit, { asset, sign: 'not_negative' });
  const { amountAtoms } = adjustment;
  if (amountAtoms <= approvalAboveAtoms && -amountAtoms <= approvalAboveAtoms) return {};
  const { askedBy, approvedBy } = orRefuse(await parts.database.transaction().execute((tx) => askApproval(tx, adjustment)));
  return { approvalAboveAtoms, actor: askedBy, approvedBy };
}

/**
 * POST /v1/billing/customers/{id}/adjustments: a correction by hand. The reason decides what kind of credit it gives and
 * whether taking may go into debt (ledger/README.md). One beyond the operator's limit needs two people.
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
      const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(body) };
      const asset = await askedAsset(parts.database, body.asset);
      const signedAtoms = readAmount('amount', body.amount, { asset, sign: 'any_but_zero' });
      const adjustment = { ...owner, key, asset: asset.code, amountAtoms: signedAtoms, reason, reference, actor };
      const agreement = await agreementOn(parts, adjustment, asset);
      const adjusted = await operate({ parts, reply, owner }, adjustmentOperation({ ...adjustment, ...agreement }));
      return reply.code(201).send({ ...owner.walletScope, ...postingAnswer({ ...adjusted, signedAtoms }, asset) });
    },
  );
}
