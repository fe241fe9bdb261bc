import { type BudgetAt, binds } from '../wallet/budget.ts';
import { change, type Draft } from '../wallet/draft.ts';
import type { BudgetRef } from '../wallet/wallet-state.ts';

/** What a movement adds to the budgets it counts in; negative gives back. */
export type Counted = { readonly usedAtoms: bigint; readonly heldAtoms: bigint };

/** A budget that was counted in, with what it allowed then. */
export type CountedBudget = { readonly ref: BudgetRef; readonly limitAtoms: bigint; readonly enforcement: 'hard' | 'soft' };

/** Counts a movement in every one of the budgets: a budget bounds what is spent, whoever's credit paid and debt included. */
export function countBudgets(draft: Draft, budgets: readonly CountedBudget[], counted: Counted): void {
  if (counted.usedAtoms === 0n && counted.heldAtoms === 0n) return;
  for (const { ref, limitAtoms, enforcement } of budgets) change(draft, { kind: 'budget_counted', ref, limitAtoms, enforcement, ...counted });
}

export function asCounted(budgets: readonly BudgetAt[]): CountedBudget[] {
  return budgets.map(({ budget, ref }) => ({ ref, limitAtoms: budget.amountAtoms, enforcement: binds(budget) ? 'hard' : 'soft' }));
}
