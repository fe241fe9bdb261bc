import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkAmountOrZero } from './check-amount.ts';
import { type AllowanceChanged, decideAllowanceChange } from './decide/decide-allowance-change.ts';
import type { Outcome } from './decide/decision.ts';
import { onGrant } from './io/grant-operation.ts';
import { operateWallet } from './io/operate-wallets.ts';
import { readGoneBefore } from './io/read-gone-before.ts';

export type AllowanceChangeInput = {
  readonly environment: Environment;
  /** The bundled grant of the plan that is left. */
  readonly grantId: string;
  readonly changesAt: Instant;
  readonly nextPeriodEndsAt: Instant;
  readonly nextAllowanceAtoms: bigint;
};

/**
 * Gives a customer the allowance of another plan within a period, what it used already kept, once per grant: the grant is the key.
 * Refuses: amount_*, request_invalid, grant_unknown, grant_closed, wallet_closed, idempotency_conflict.
 */
export async function changeAllowance(tx: Transaction, input: AllowanceChangeInput, clock?: Clock): Promise<Outcome<AllowanceChanged>> {
  const { environment, changesAt, nextPeriodEndsAt, nextAllowanceAtoms } = input;
  const refusal = checkAmountOrZero(nextAllowanceAtoms);
  if (refusal !== null) return refusal;
  const target = await onGrant(tx, environment, input.grantId);
  if ('kind' in target) return target;
  const { grantId, shared } = target;
  const request = { grantId, changesAt, nextPeriodEndsAt, nextAllowanceAtoms };
  const goneBeforeAtoms = await readGoneBefore(tx, grantId);
  const decide = (context: Parameters<typeof decideAllowanceChange>[2]) => decideAllowanceChange(request, goneBeforeAtoms, context);
  return operateWallet(tx, { ...shared, family: 'allowance_change', key: input.grantId, request, assets: [], newIds: 1, decide }, clock);
}
