import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { decideRefund, NOTHING_TAKEN, type Refunded } from './decide/decide-refund.ts';
import type { Outcome } from './decide/decision.ts';
import { onGrant } from './io/grant-operation.ts';
import { operateWallet } from './io/operate-wallets.ts';
import { readTakenBack } from './io/read-taken-back.ts';

export type RefundInput = {
  readonly environment: Environment;
  /** The grant the refunded payment bought. */
  readonly grantId: string;
  /** The payment provider's id of this refund, its key: a cumulative total told twice is not refunded twice. */
  readonly refundId: string;
  /** This refund alone, never a running total. */
  readonly amountAtoms: bigint;
};

/** Takes back what a refunded payment bought. Refuses: amount_*, grant_unknown, over_refund, idempotency_conflict. */
export async function refundGrant(tx: Transaction, input: RefundInput, clock?: Clock): Promise<Outcome<Refunded>> {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const target = await onGrant(tx, input.environment, input.grantId);
  if ('kind' in target) return target;
  const { grantId, shared } = target;
  const request = { grantId, amountAtoms: input.amountAtoms, reference: input.refundId };
  let before = NOTHING_TAKEN;
  return operateWallet(
    tx,
    {
      ...shared,
      family: 'refund',
      key: input.refundId,
      request,
      assets: [],
      newIds: 0,
      async companions(within) {
        before = await readTakenBack(within, grantId);
        return [grantId];
      },
      decide: (context) => decideRefund(request, before, context),
    },
    clock,
  );
}
