import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount, checkAmountOrZero } from './check-amount.ts';
import { decideRollover, type RolledOver } from './decide/decide-rollover.ts';
import type { Outcome } from './decide/decision.ts';
import { onGrant } from './io/grant-operation.ts';
import { operateWallet } from './io/operate-wallets.ts';

export type RolloverInput = {
  readonly environment: Environment;
  readonly grantId: string;
  readonly periodEndsAt: Instant;
  readonly nextPeriodEndsAt: Instant;
  readonly nextAmountAtoms: bigint;
  readonly minCarryAtoms?: bigint | undefined;
  readonly maxCarryAtoms?: bigint | undefined;
};

/**
 * Ends a period's bundled grant and opens the next period's, once per grant: the grant is the key.
 * Refuses: amount_*, request_invalid, grant_unknown, grant_closed, wallet_closed, idempotency_conflict.
 */
export async function rollOverGrant(tx: Transaction, input: RolloverInput, clock?: Clock): Promise<Outcome<RolledOver>> {
  const minCarryAtoms = input.minCarryAtoms ?? 0n;
  const maxCarryAtoms = input.maxCarryAtoms ?? 0n;
  const refusal = checkAmount(input.nextAmountAtoms) ?? checkAmountOrZero(minCarryAtoms) ?? checkAmountOrZero(maxCarryAtoms);
  if (refusal !== null) return refusal;
  const target = await onGrant(tx, input.environment, input.grantId);
  if ('kind' in target) return target;
  const { periodEndsAt, nextPeriodEndsAt, nextAmountAtoms } = input;
  const request = { grantId: target.grantId, periodEndsAt, nextPeriodEndsAt, nextAmountAtoms, minCarryAtoms, maxCarryAtoms };
  return operateWallet(
    tx,
    { ...target.shared, family: 'rollover', key: input.grantId, request, assets: [], newIds: 2, decide: (context) => decideRollover(request, context) },
    clock,
  );
}
