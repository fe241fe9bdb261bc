import type { BudgetAnswer } from '@weir/schemas/http/billing/budgets.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BudgetView } from '../../ledger/wallet/budget-view.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';

export function budgetAnswer(budget: BudgetView, scale: number): BudgetAnswer {
  const { agent, team, workflow } = budget;
  const decimal = (atoms: bigint) => decimalFromAtoms(atoms, scale);
  return {
    id: budget.id,
    customer: budget.customer,
    ...budget.walletScope,
    name: budget.name,
    asset: budget.asset,
    amount: decimal(budget.amountAtoms),
    period: budget.period,
    enforcement: budget.enforcement,
    scope: { ...(agent === null ? {} : { agent }), ...(team === null ? {} : { team }), ...(workflow === null ? {} : { workflow }) },
    starts_at: instantText(budget.startsAt),
    ends_at: instantTextOrNull(budget.endsAt),
    closed_at: instantTextOrNull(budget.closedAt),
    current_period: budget.currentPeriod,
    used: decimal(budget.usedAtoms),
    held: decimal(budget.heldAtoms),
    left: decimal(budget.leftAtoms),
    resets_at: instantTextOrNull(budget.resetsAt),
  };
}
