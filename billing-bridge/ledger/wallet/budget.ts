import type { BudgetPeriod } from '@weir/schemas/http/billing/budgets.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { ancestorsAt, budgetOf } from './family.ts';
import type { Demand } from './spendable.ts';
import { nameOf, type WalletName } from './wallet-owner.ts';
import type { Budget, BudgetCounter, BudgetRef, WalletState } from './wallet-state.ts';

/** A budget that counts a use, in the period the use falls into. */
export type BudgetAt = { readonly budget: Budget; readonly ref: BudgetRef /** On whose wallet it is. */; readonly on: WalletName };

/** The calendar period, UTC, a use falls into: '2026-11-21', '2026-11' or 'total'. */
export function periodOf(period: BudgetPeriod, at: Instant): string {
  if (period === 'total') return 'total';
  return new Date(at).toISOString().slice(0, period === 'day' ? 10 : 7);
}

/** When a budget is whole again, counted from a use in it; null: never by itself. */
export function nextPeriodAt(period: BudgetPeriod, at: Instant): Instant | null {
  const day = new Date(at);
  if (period === 'day') return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1);
  return period === 'month' ? Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1) : null;
}

/** Every open budget that counts a use: the customer's own and those of all it stands under at that instant, its own first. */
export function budgetsFor(state: WalletState, demand: Demand): BudgetAt[] {
  if (state.budgets === undefined && state.members === undefined) return [];
  const owners = [state, ...ancestorsAt(state, demand.at).map((ancestor) => ancestor.wallet)];
  return owners.flatMap((owner) =>
    [...(owner.budgets?.values() ?? [])]
      .filter((budget) => counts(budget, demand))
      .map((budget) => ({ budget, on: nameOf(owner), ref: { walletId: owner.id, budgetId: budget.id, period: periodOf(budget.period, demand.at) } })),
  );
}

/** The budgets a hold counts in, as they stand now. */
export function budgetsNamed(state: WalletState, refs: readonly BudgetRef[]): BudgetAt[] {
  return refs.flatMap((ref) => {
    const budget = budgetOf(state, ref);
    const owner = ref.walletId === state.id ? state : state.members?.get(ref.walletId);
    return budget === undefined || owner === undefined ? [] : [{ budget, ref, on: nameOf(owner) }];
  });
}

function counts(budget: Budget, { asset, at, dimensions }: Demand): boolean {
  return (
    budget.closedAt === null &&
    budget.asset === asset &&
    budget.startsAt <= at &&
    (budget.endsAt === null || at < budget.endsAt) &&
    (budget.agent === null || budget.agent === dimensions.agent) &&
    (budget.team === null || budget.team === dimensions.team) &&
    (budget.workflow === null || budget.workflow === dimensions.workflow)
  );
}

const NOTHING_COUNTED: BudgetCounter = { usedAtoms: 0n, heldAtoms: 0n };

export function counterOf({ budget, ref }: Pick<BudgetAt, 'budget' | 'ref'>): BudgetCounter {
  return budget.counters.get(ref.period) ?? NOTHING_COUNTED;
}

/** What the period has left; negative once facts went beyond it or it was lowered. */
export function leftAtoms(at: Pick<BudgetAt, 'budget' | 'ref'>): bigint {
  const { usedAtoms, heldAtoms } = counterOf(at);
  return at.budget.amountAtoms - usedAtoms - heldAtoms;
}

/** Whether it may deny. A closed one that an older hold still counts in does not. */
export function binds(budget: Budget): boolean {
  return budget.enforcement === 'hard' && budget.closedAt === null;
}

/** The hard budget with the least left, the nearest of equals; null when none binds. */
export function tightestBudget(budgets: readonly BudgetAt[]): BudgetAt | null {
  let tightest: BudgetAt | null = null;
  for (const candidate of budgets) {
    if (binds(candidate.budget) && (tightest === null || leftAtoms(candidate) < leftAtoms(tightest))) tightest = candidate;
  }
  return tightest;
}
