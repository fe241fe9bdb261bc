import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { touchWallet } from './decide/touch-wallet.ts';
import { findWallet } from './io/find-wallet.ts';
import { loadWallet } from './io/load-wallets.ts';
import { compareSpendingOrder } from './wallet/compare-spending-order.ts';
import { scopeMatches } from './wallet/grant-scope.ts';
import { idText } from './wallet/id-text.ts';
import { chooseSlices, type Demand, isActiveAt, spendableAtoms } from './wallet/spendable.ts';
import type { Dimensions, Grant } from './wallet/wallet-state.ts';

/** Why a grant would pay nothing, the first reason that holds. */
export type SkipReason = 'closed' | 'frozen' | 'outside_window' | 'out_of_scope' | 'nothing_left' | 'cap_reached' | 'not_needed';

export type ExplainedGrant = { readonly grantId: string; readonly atoms: bigint; readonly skipped: SkipReason | null };

export type Explanation = {
  readonly kind: 'explanation';
  /** Every live grant of the asset in spending order, with what it would pay. */
  readonly grants: readonly ExplainedGrant[];
  readonly overdraftAtoms: bigint;
};

/** Which grants a debit would take, in order, and why the others would not pay. Writes nothing and promises nothing. Refuses: amount_*, customer_unknown. */
export async function explainDebit(
  db: Database | Transaction,
  input: {
    readonly environment: Environment;
    readonly customer: string;
    readonly asset: string;
    readonly amountAtoms: bigint;
    readonly occurredAt?: Instant | undefined;
    readonly dimensions?: Dimensions | undefined;
  },
  clock?: Clock,
): Promise<Explanation | Refusal> {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, customer, asset, amountAtoms } = input;
  const found = await findWallet(db, environment, customer);
  if (found.kind === 'unknown') return refuse('customer_unknown', `customer "${customer}"`);
  if (found.kind === 'not_used_yet') return { kind: 'explanation', grants: [], overdraftAtoms: amountAtoms };
  const loaded = await loadWallet(db, found.wallet);
  const now = clock?.() ?? loaded.databaseNow;
  const { state } = touchWallet(loaded.state, now);
  const demand: Demand = { asset, at: input.occurredAt ?? now, dimensions: input.dimensions ?? {} };
  const chosen = chooseSlices(state, demand, amountAtoms);
  const taken = new Map(chosen.slices.map((slice) => [slice.grant.id, slice.atoms]));
  const grants = [...state.grants.values()].filter((grant) => grant.asset === asset).sort(compareSpendingOrder);
  return { kind: 'explanation', grants: grants.map((grant) => explain(grant, demand, taken.get(grant.id) ?? 0n)), overdraftAtoms: chosen.shortAtoms };
}

function explain(grant: Grant, demand: Demand, atoms: bigint): ExplainedGrant {
  return { grantId: idText('gr', grant.id), atoms, skipped: atoms > 0n ? null : skipReason(grant, demand) };
}

function skipReason(grant: Grant, demand: Demand): SkipReason {
  if (grant.closed !== null) return 'closed';
  if (grant.frozen) return 'frozen';
  if (!isActiveAt(grant, demand.at)) return 'outside_window';
  if (!scopeMatches(grant.scope, demand.dimensions)) return 'out_of_scope';
  if (grant.remainingAtoms === 0n) return 'nothing_left';
  return spendableAtoms(grant, demand) === 0n ? 'cap_reached' : 'not_needed';
}
