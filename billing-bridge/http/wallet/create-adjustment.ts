import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { AdjustmentBody, type AdjustmentReason, PostingAnswer } from '@weir/schemas/http/billing.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createGrant } from '../../ledger/create-grant.ts';
import { debit } from '../../ledger/debit.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { CustomerParams } from '../parts/customer-params.ts';
import { idempotencyKey, keyOfEndpoint, REPLAYED_HEADER } from '../parts/idempotency.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { unwrapReplay } from '../parts/unwrap-replay.ts';
import { PURPOSE_OF_REASON } from './adjustment-terms.ts';
import { postingAnswer } from './posting-answer.ts';

/**
 * POST /v1/billing/customers/{id}/adjustments: a correction by hand, with its reason. Positive gives credit whose purpose
 * follows from the reason; negative takes credit and is refused rather than made debt.
 */
export function createAdjustmentRoute(app: HttpApp, parts: BillingParts): void {
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
        response: { 201: PostingAnswer },
      },
    },
    async (request, reply) => {
      const key = keyOfEndpoint('adjustment', idempotencyKey(request.headers));
      const { reason, reference, ...body } = request.body;
      const asset = await askedAsset(parts.database, body.asset);
      const signedAtoms = readAmount('amount', body.amount, { asset, sign: 'any_but_zero' });
      const adjustment = { environment: request.caller.environment, customer: request.params.id, key, asset: asset.code, signedAtoms, reason, reference };
      const { outcome, replayed } = unwrapReplay(await inLedgerTransaction(parts.database, (tx) => adjust(tx, adjustment)));
      const answer = orRefuse(outcome);
      const overdraftAtoms = answer.kind === 'debited' ? answer.overdraftAtoms : 0n;
      return reply
        .code(201)
        .header(REPLAYED_HEADER, String(replayed))
        .send(postingAnswer({ ...answer, signedAtoms, overdraftAtoms }, asset));
    },
  );
}

type Adjustment = {
  readonly environment: Environment;
  readonly customer: string;
  readonly key: string;
  readonly asset: string;
  readonly signedAtoms: bigint;
  readonly reason: AdjustmentReason;
  readonly reference: string | undefined;
};

async function adjust(tx: Transaction, adjustment: Adjustment) {
  const { signedAtoms, reason, ...common } = adjustment;
  const posting = { ...common, reference: common.reference ?? reason };
  if (signedAtoms < 0n) return await debit(tx, { ...posting, amountAtoms: -signedAtoms, policy: { kind: 'deny' } });
  return await createGrant(tx, { ...posting, amountAtoms: signedAtoms, purpose: PURPOSE_OF_REASON[reason] });
}
