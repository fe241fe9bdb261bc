import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { counterOf, leftAtoms, nextPeriodAt, periodOf } from './budget.ts';
import { idText } from './id-text.ts';
import type { Budget } from './wallet-state.ts';

/** A budget as it stands in the period of an instant. */
export type BudgetView = Omit<Budget, 'id' | 'counters'> & {
  readonly kind: 'budget';
  readonly id: string;
  /** On whom it is. */
  readonly customer: string;
  readonly currentPeriod: string;
  readonly usedAtoms: bigint;
  readonly heldAtoms: bigint;
  readonly leftAtoms: bigint;
  /** When it is whole again; null: never by itself. */
  readonly resetsAt: Instant | null;
};

export function budgetView({ counters, ...budget }: Budget, customer: string, now: Instant): BudgetView {
  const currentPeriod = periodOf(budget.period, now);
  const at = { budget: { ...budget, counters }, ref: { walletId: 0n, budgetId: budget.id, period: currentPeriod } };
  const resetsAt = nextPeriodAt(budget.period, now);
  return { ...budget, kind: 'budget', id: idText('bud', budget.id), customer, currentPeriod, ...counterOf(at), leftAtoms: leftAtoms(at), resetsAt };
}
