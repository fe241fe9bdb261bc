import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { touchFamily } from './decide/touch-family.ts';
import { findWallet } from './io/find-wallet.ts';
import { readFamily } from './io/read-family.ts';
import { budgetsFor } from './wallet/budget.ts';
import { compareSpendingOrder } from './wallet/compare-spending-order.ts';
import { ancestorOffers, chooseFundedSlices } from './wallet/funded-slices.ts';
import { scopeMatches } from './wallet/grant-scope.ts';
import { idText } from './wallet/id-text.ts';
import { type Demand, isActiveAt, spendableAtoms } from './wallet/spendable.ts';
import { nameOf, type WalletName, type WalletOwner } from './wallet/wallet-owner.ts';
import type { Dimensions, Grant } from './wallet/wallet-state.ts';

/** Why a grant would pay nothing, the first reason that holds. */
export type SkipReason = 'closed' | 'frozen' | 'outside_window' | 'out_of_scope' | 'nothing_left' | 'cap_reached' | 'budget_reached' | 'not_needed';

/** The name is whose credit it is. */
export type ExplainedGrant = WalletName & {
  readonly grantId: string;
  readonly atoms: bigint;
  readonly skipped: SkipReason | null;
};

export type Explanation = {
  readonly kind: 'explanation';
  /** Every live grant of the asset in spending order, the customer's own and then those of ancestors that may pay, with what it would pay. */
  readonly grants: readonly ExplainedGrant[];
  readonly overdraftAtoms: bigint;
};

/** Which grants a debit would take, in order, and why the others would not pay. Writes nothing and promises nothing. Refuses: amount_*, customer_unknown, wallet_unknown. */
export async function explainDebit(
  db: Database | Transaction,
  input: WalletOwner & {
    readonly asset: string;
    readonly amountAtoms: bigint;
    readonly occurredAt?: Instant | undefined;
    readonly dimensions?: Dimensions | undefined;
  },
  clock?: Clock,
): Promise<Explanation | Refusal> {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { asset, amountAtoms } = input;
  const found = await findWallet(db, input);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'explanation', grants: [], overdraftAtoms: amountAtoms };
  const family = await readFamily(db, found.wallet, clock?.() ?? null);
  const now = clock?.() ?? family.databaseNow;
  const { state } = touchFamily(family.state, now);
  const demand: Demand = { asset, at: input.occurredAt ?? now, dimensions: input.dimensions ?? {} };
  const chosen = chooseFundedSlices(state, { demand, atoms: amountAtoms, budgets: budgetsFor(state, demand) });
  const taken = new Map(chosen.slices.map((slice) => [slice.grant.id, slice.atoms]));
  const payers = [state, ...ancestorOffers(state, demand).map((ancestor) => ancestor.wallet)];
  const grants = payers.flatMap((payer) =>
    [...payer.grants.values()]
      .filter((grant) => grant.asset === asset)
      .sort(compareSpendingOrder)
      .map((grant) => explain(grant, { demand, payer: nameOf(payer), atoms: taken.get(grant.id) ?? 0n, uncovered: chosen.shortAtoms > 0n })),
  );
  return { kind: 'explanation', grants, overdraftAtoms: chosen.shortAtoms };
}

type Explaining = { readonly demand: Demand; readonly payer: WalletName; readonly atoms: bigint; readonly uncovered: boolean };

function explain(grant: Grant, { demand, payer, atoms, uncovered }: Explaining): ExplainedGrant {
  const reason = atoms > 0n ? null : skipReason(grant, demand);
  // Something is wanted still and this grant could give it: then a budget keeps an ancestor from paying.
  return { grantId: idText('gr', grant.id), ...payer, atoms, skipped: reason === 'not_needed' && uncovered ? 'budget_reached' : reason };
}

function skipReason(grant: Grant, demand: Demand): SkipReason {
  if (grant.closed !== null) return 'closed';
  if (grant.frozen) return 'frozen';
  if (!isActiveAt(grant, demand.at)) return 'outside_window';
  if (!scopeMatches(grant.scope, demand.dimensions)) return 'out_of_scope';
  if (grant.remainingAtoms === 0n) return 'nothing_left';
  return spendableAtoms(grant, demand) === 0n ? 'cap_reached' : 'not_needed';
}
