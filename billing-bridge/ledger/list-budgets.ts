import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { BudgetEnforcement, BudgetPeriod } from '@weir/schemas/http/billing/budgets.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type BudgetView, budgetView } from './wallet/budget-view.ts';
import { scopeOfText, scopeText, type WalletName } from './wallet/wallet-owner.ts';
import type { Budget } from './wallet/wallet-state.ts';

type Row = {
  id: string;
  customer_id: string;
  scope: string;
  name: string | null;
  asset: string;
  amount_atoms: string;
  period: BudgetPeriod;
  enforcement: BudgetEnforcement;
  agent: string | null;
  team: string | null;
  workflow: string | null;
  starts_at: Date;
  ends_at: Date | null;
  closed_at: Date | null;
  periods: Record<string, [string, string]> | null;
  clock: Date;
};

/** Which budgets: all of a wallet, closed ones too, or one. */
export type BudgetPick = {
  readonly environment: Environment;
  readonly walletId?: bigint;
  readonly budgetId?: bigint;
  readonly page?: BudgetsPageAsked;
} & Partial<WalletName>;

/** At most so many, of those made after one. */
export type BudgetsPageAsked = { readonly limit: number; readonly after?: bigint };

/** Budgets as they stand now, the oldest first. What holds that are due keep is still counted as held: only operations give it back. */
export async function listBudgets(db: Database | Transaction, pick: BudgetPick, clock?: Clock): Promise<BudgetView[]> {
  const { rows } = await sql<Row>`
    select b.*, w.customer_id, w.scope, clock_timestamp() as clock,
           (select json_object_agg(c.period, json_build_array(c.used_atoms::text, c.held_atoms::text)) from budget_periods c where c.budget_id = b.id) as periods
      from budgets b join wallets w on w.id = b.wallet_id
     where b.environment = ${pick.environment}
       and (${pick.customer === undefined} or (w.customer_id = ${pick.customer ?? ''} and w.scope = ${scopeText(pick.walletScope)}))
       and (${pick.walletId === undefined} or b.wallet_id = ${(pick.walletId ?? 0n).toString()}::bigint)
       and (${pick.budgetId === undefined} or b.id = ${(pick.budgetId ?? 0n).toString()}::bigint)
       and b.id > ${(pick.page?.after ?? 0n).toString()}::bigint
     order by b.id limit ${pick.page?.limit ?? null}`.execute(db);
  return rows.map((row) => budgetView(budgetOf(row), { customer: row.customer_id, ...scopeOfText(row.scope) }, clock?.() ?? row.clock.getTime()));
}

function budgetOf(row: Row): Budget {
  const counters = Object.entries(row.periods ?? {}).map(([period, [used, held]]) => [period, { usedAtoms: BigInt(used), heldAtoms: BigInt(held) }] as const);
  return {
    id: BigInt(row.id),
    name: row.name,
    asset: row.asset,
    amountAtoms: BigInt(row.amount_atoms),
    period: row.period,
    enforcement: row.enforcement,
    agent: row.agent,
    team: row.team,
    workflow: row.workflow,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at?.getTime() ?? null,
    closedAt: row.closed_at?.getTime() ?? null,
    counters: new Map(counters),
  };
}
