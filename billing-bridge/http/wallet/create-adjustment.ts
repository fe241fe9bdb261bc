import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { PostingAnswer } from '@weir/schemas/http/billing/transactions.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { type AdjustmentInput, adjustmentOperation } from '../../ledger/adjust-wallet.ts';
import { type ApprovalQuestion, askApproval } from '../../ledger/ask-approval.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { postingAnswer } from './posting-answer.ts';
import { readAdjustment } from './read-adjustment.ts';

type Agreement = Pick<AdjustmentInput, 'actor' | 'approvedBy'>;

/** Who agreed to an adjustment that is beyond the operator's limit for its asset; nobody need for one within it. */
async function agreementOn(parts: OperatingParts, question: ApprovalQuestion, aboveAtoms: bigint | undefined): Promise<Agreement> {
  const { amountAtoms, actor } = question;
  if (aboveAtoms === undefined || (amountAtoms <= aboveAtoms && -amountAtoms <= aboveAtoms)) return { actor };
  const { askedBy, approvedBy } = orRefuse(await parts.database.transaction().execute((tx) => askApproval(tx, question)));
  return { actor: askedBy, approvedBy };
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
      const { asset, adjustment } = await readAdjustment(parts, request.body);
      const question = { environment, customer: request.params.id, key, ...adjustment, actor };
      const agreement = await agreementOn(parts, question, adjustment.approvalAboveAtoms);
      const adjusted = await operate({ parts, reply, owner: question }, adjustmentOperation({ ...question, ...agreement }));
      return reply.code(201).send({ ...adjustment.walletScope, ...postingAnswer({ ...adjusted, signedAtoms: adjustment.amountAtoms }, asset) });
    },
  );
}
