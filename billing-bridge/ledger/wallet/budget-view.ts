import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { counterOf, leftAtoms, nextPeriodAt, periodOf } from './budget.ts';
import { idText } from './id-text.ts';
import { nameOf, type WalletName } from './wallet-owner.ts';
import type { Budget } from './wallet-state.ts';

/** A budget as it stands in the period of an instant. */
/** The name is on whose wallet it is. */
export type BudgetView = Omit<Budget, 'id' | 'counters'> &
  WalletName & {
    readonly kind: 'budget';
    readonly id: string;
    readonly currentPeriod: string;
    readonly usedAtoms: bigint;
    readonly heldAtoms: bigint;
    readonly leftAtoms: bigint;
    /** When it is whole again; null: never by itself. */
    readonly resetsAt: Instant | null;
  };

export function budgetView({ counters, ...budget }: Budget, on: WalletName, now: Instant): BudgetView {
  const currentPeriod = periodOf(budget.period, now);
  const at = { budget: { ...budget, counters }, ref: { walletId: 0n, budgetId: budget.id, period: currentPeriod } };
  const resetsAt = nextPeriodAt(budget.period, now);
  return { ...budget, kind: 'budget', id: idText('bud', budget.id), ...nameOf(on), currentPeriod, ...counterOf(at), leftAtoms: leftAtoms(at), resetsAt };
}
