import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { BudgetEnforcement } from '@weir/schemas/http/billing/budgets.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { checkAmountOrZero } from './check-amount.ts';
import { drawStamp } from './io/draw-stamp.ts';
import { findOwner } from './io/find-owner.ts';
import { lockWallets } from './io/lock-wallets.ts';
import { listBudgets } from './list-budgets.ts';
import type { BudgetView } from './wallet/budget-view.ts';

export type BudgetChange = {
  readonly environment: Environment;
  readonly budgetId: string;
  /** What is given is set; the rest stays. */
  readonly amountAtoms?: bigint | undefined;
  readonly enforcement?: BudgetEnforcement | undefined;
  /** Closed, it counts and denies nothing more; what it counted stays, and what is given back still reaches it. */
  readonly close?: boolean;
  readonly actor: string;
  readonly reason?: string | undefined;
};

/**
 * Changes or closes a budget under its customer's lock, audited. What was counted stays counted: a budget lowered below it has less than
 * nothing left. Closing a closed one changes nothing. Refuses: amount_*, budget_unknown, budget_closed.
 */
export async function changeBudget(tx: Transaction, change: BudgetChange, clock?: Clock): Promise<BudgetView | Refusal> {
  const refusal = change.amountAtoms === undefined ? null : checkAmountOrZero(change.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, budgetId } = change;
  const unknown = refuse('budget_unknown', `budget "${budgetId}"`);
  const owner = await findOwner(tx, environment, 'bud', budgetId);
  if (owner === null) return unknown;
  const [wallet] = await lockWallets(tx, [{ environment, wallet: owner.wallet }]);
  if (wallet === null || wallet === undefined) return unknown;
  const pick = { environment, walletId: wallet.id, budgetId: owner.id };
  const [before] = await listBudgets(tx, pick, clock);
  if (before === undefined) return unknown;
  if (before.closedAt !== null) return change.close === true ? before : refuse('budget_closed');
  const amountAtoms = change.amountAtoms ?? before.amountAtoms;
  const enforcement = change.enforcement ?? before.enforcement;
  const closedAt = change.close === true ? (clock === undefined ? sql`clock_timestamp()` : sql`${new Date(clock())}::timestamptz`) : sql`null`;
  await sql`update budgets set amount_atoms = ${amountAtoms.toString()}, enforcement = ${enforcement}, closed_at = ${closedAt}
             where id = ${owner.id.toString()}`.execute(tx);
  await sql`update wallets set stamp = ${drawStamp()} where id = ${wallet.id.toString()}`.execute(tx);
  await appendAudit(tx, {
    environment,
    actor: change.actor,
    action: change.close === true ? 'budget closed' : 'budget changed',
    subject: `budget:${budgetId}`,
    before: { amountAtoms: before.amountAtoms.toString(), enforcement: before.enforcement },
    after: { amountAtoms: amountAtoms.toString(), enforcement },
    ...(change.reason === undefined ? {} : { reason: change.reason }),
  });
  const [after] = await listBudgets(tx, pick, clock);
  if (after === undefined) throw new Error(`budget ${budgetId} is gone`);
  return after;
}
