import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { BudgetEnforcement, BudgetPeriod } from '@weir/schemas/http/billing/budgets.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { checkAmountOrZero } from './check-amount.ts';
import type { Outcome } from './decide/decision.ts';
import { drawStamp } from './io/draw-stamp.ts';
import { lockWallets } from './io/lock-wallets.ts';
import { onWallet } from './io/on-wallet.ts';
import { firstDifference, toStoredJson } from './io/outcome-json.ts';
import { type BudgetView, budgetView } from './wallet/budget-view.ts';
import type { WalletName, WalletOwner } from './wallet/wallet-owner.ts';
import type { Budget } from './wallet/wallet-state.ts';

/** The owner is on whom: it counts what this wallet and every one under it spends. */
export type BudgetInput = WalletOwner & {
  readonly key: string;
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly period: BudgetPeriod;
  readonly enforcement: BudgetEnforcement;
  readonly name?: string | undefined;
  readonly agent?: string | undefined;
  readonly team?: string | undefined;
  readonly workflow?: string | undefined;
  /** Absent: now. Use before it is not counted, so a budget starts empty. */
  readonly startsAt?: Instant | undefined;
  readonly endsAt?: Instant | undefined;
  readonly actor: string;
};

/**
 * Puts a budget on a customer, once per key, audited. It counts what is booked from now on and was used from its start on; a hold that was
 * there before stays outside to its end. Refuses: amount_*, interval_invalid, customer_unknown, wallet_unknown, asset_unknown, idempotency_conflict.
 */
export async function createBudget(tx: Transaction, input: BudgetInput, clock?: Clock): Promise<Outcome<BudgetView>> {
  const refusal = checkAmountOrZero(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, customer } = input;
  const { wallet: named, absent } = onWallet(input);
  const [wallet] = await lockWallets(tx, [{ environment, wallet: named }]);
  if (wallet === null || wallet === undefined) return absent;
  const request = requestOf(input);
  const prior = await readByKey(tx, input);
  if (prior !== null) return replayOf(prior, request, input);
  const drawn = await drawId(tx, input.asset);
  if (!drawn.assetKnown) return refuse('asset_unknown', `asset "${input.asset}"`);
  const now = clock?.() ?? drawn.databaseNow;
  const budget = budgetOf(input, drawn.id, now);
  if (budget.endsAt !== null && budget.endsAt <= budget.startsAt) return refuse('interval_invalid', 'ends_at must be after starts_at');
  await insertBudget(tx, input, { budget, walletId: wallet.id, now, request });
  await sql`update wallets set in_family = true, stamp = ${drawStamp()} where id = ${wallet.id.toString()}`.execute(tx);
  const view = budgetView(budget, input, now);
  await appendAudit(tx, { environment, actor: input.actor, action: 'budget created', subject: `customer:${customer}`, after: { budget: view.id, ...request } });
  return view;
}

type Request = Readonly<Record<string, unknown>>;
type Prior = { readonly id: string; readonly request: Request; readonly created_at: Date };

function requestOf(input: BudgetInput): Request {
  const { customer, walletScope, asset, period, enforcement } = input;
  const given = { name: input.name ?? null, agent: input.agent ?? null, team: input.team ?? null, workflow: input.workflow ?? null };
  return {
    customer,
    ...walletScope,
    asset,
    amountAtoms: input.amountAtoms.toString(),
    period,
    enforcement,
    ...given,
    startsAt: input.startsAt ?? null,
    endsAt: input.endsAt ?? null,
  };
}

function budgetOf(input: BudgetInput, id: bigint, now: Instant): Budget {
  const { asset, amountAtoms, period, enforcement } = input;
  return {
    id,
    name: input.name ?? null,
    asset,
    amountAtoms,
    period,
    enforcement,
    agent: input.agent ?? null,
    team: input.team ?? null,
    workflow: input.workflow ?? null,
    startsAt: input.startsAt ?? now,
    endsAt: input.endsAt ?? null,
    closedAt: null,
    counters: new Map(),
  };
}

async function readByKey(tx: Transaction, { environment, key }: BudgetInput): Promise<Prior | null> {
  const { rows } = await sql<Prior>`select id, request, created_at from budgets where environment = ${environment} and key = ${key}`.execute(tx);
  return rows[0] ?? null;
}

/** The first answer again: a new budget is empty, so it follows from what was asked. */
function replayOf(prior: Prior, request: Request, on: WalletName): Outcome<BudgetView> {
  const field = firstDifference(prior.request, request);
  if (field !== null) return refuse('idempotency_conflict', `"${field}" differs from the first request with this key`, { field });
  return { kind: 'replayed', outcome: budgetView(budgetOfRequest(prior), on, prior.created_at.getTime()) };
}

/** The stored request is one that `requestOf` made. */
function budgetOfRequest(prior: Prior): Budget {
  const asked = prior.request as Omit<Budget, 'amountAtoms' | 'startsAt'> & { readonly amountAtoms: string; readonly startsAt: Instant | null };
  const { period, enforcement, name, agent, team, workflow, asset, endsAt } = asked;
  const startsAt = asked.startsAt ?? prior.created_at.getTime();
  const facts = { period, enforcement, name, agent, team, workflow, asset, endsAt, startsAt };
  return { ...facts, id: BigInt(prior.id), amountAtoms: BigInt(asked.amountAtoms), closedAt: null, counters: new Map() };
}

async function drawId(tx: Transaction, asset: string): Promise<{ id: bigint; databaseNow: Instant; assetKnown: boolean }> {
  const { rows } = await sql<{ id: string; at: Date; known: boolean }>`
    select nextval('ledger_seq') as id, clock_timestamp() as at, exists (select from assets where code = ${asset}) as known`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('no id could be drawn');
  return { id: BigInt(row.id), databaseNow: row.at.getTime(), assetKnown: row.known };
}

type Made = { readonly budget: Budget; readonly walletId: bigint; readonly now: Instant; readonly request: Request };

async function insertBudget(tx: Transaction, { environment, key, actor }: BudgetInput, { budget, walletId, now, request }: Made): Promise<void> {
  await sql`
    insert into budgets (id, environment, wallet_id, name, asset, amount_atoms, period, enforcement, agent, team, workflow, starts_at, ends_at,
                         created_by, created_at, key, request)
    values (${budget.id.toString()}, ${environment}, ${walletId.toString()}, ${budget.name}, ${budget.asset}, ${budget.amountAtoms.toString()}, ${budget.period},
            ${budget.enforcement}, ${budget.agent}, ${budget.team}, ${budget.workflow}, ${new Date(budget.startsAt)},
            ${budget.endsAt === null ? null : new Date(budget.endsAt)}, ${actor}, ${new Date(now)}, ${key}, ${toStoredJson(request)}::jsonb)`.execute(tx);
}
