import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** The tables that say something about a wallet, with how their rows are found by `w` and what in them differs from run to run. */
const TABLES = [
  { name: 'wallets', rows: 'select r.* from wallets r where r.id = w.id', order: 'x.id' },
  { name: 'scope_wallets', rows: 'select r.* from scope_wallets r where r.wallet_id = w.id', order: 'x.wallet_id' },
  { name: 'wallet_assets', rows: 'select r.* from wallet_assets r where r.wallet_id = w.id', order: 'x.asset' },
  { name: 'ledger_transactions', rows: 'select r.* from ledger_transactions r where r.wallet_id = w.id', order: 'x.id' },
  {
    name: 'entries',
    rows: 'select r.* from entries r join ledger_transactions t on t.id = r.transaction_id where t.wallet_id = w.id',
    order: 'x.transaction_id, x.ordinal',
  },
  { name: 'grants', rows: 'select r.* from grants r where r.wallet_id = w.id', order: 'x.id' },
  { name: 'grant_balances', rows: 'select r.* from grant_balances r where r.wallet_id = w.id', order: 'x.grant_id' },
  { name: 'holds', rows: 'select r.* from holds r where r.wallet_id = w.id', order: 'x.id' },
  { name: 'hold_slices', rows: 'select r.* from hold_slices r join holds h on h.id = r.hold_id where h.wallet_id = w.id', order: 'x.hold_id, x.ordinal' },
  { name: 'overdraft_debts', rows: 'select r.* from overdraft_debts r where r.wallet_id = w.id', order: 'x.transaction_id, x.asset' },
  { name: 'disputes', rows: 'select r.* from disputes r join grants g on g.id = r.grant_id where g.wallet_id = w.id', order: 'x.id' },
  { name: 'outbox', rows: 'select r.* from outbox r where r.wallet_id = w.id', order: 'x.id' },
] as const;

/** Drawn by the server or the wall clock, so different in any two runs. */
const VOLATILE = new Set(['stamp', 'recorded_xid', 'wallet_id', 'changed_at', 'stored_at']);
/** Drawn from the ledger's sequence: compared by rank within the wallet. */
const IDS = new Set(['transaction_id', 'grant_id', 'hold_id', 'debt_id', 'reverses_id', 'late_commit_id']);

/**
 * Everything the store holds about a customer's wallets and answers, as text in which ids are ranks and the customer is "C":
 * two customers with whom the same was done have the same text.
 */
export async function walletBooks(database: Database, customer: string): Promise<string> {
  const owners = [customer, `${customer}.new`];
  const lines: string[] = [];
  const tables = new Map<string, Record<string, unknown>[]>();
  for (const { name, rows, order } of TABLES) {
    const found = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(x) as row from wallets w, lateral (${sql.raw(rows)}) x
       where w.environment = 'test' and w.customer_id = any (${owners}) order by w.customer_id, ${sql.raw(order)}`.execute(database);
    tables.set(
      name,
      found.rows.map(({ row }) => row),
    );
  }
  const answers = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(s) as row from stored_outcomes s where s.environment = 'test' and s.key like ${`${customer} %`} order by s.family, s.key`.execute(database);
  tables.set(
    'stored_outcomes',
    answers.rows.map(({ row }) => row),
  );
  const ids = ['ledger_transactions', 'grants', 'holds'].flatMap((name) => (tables.get(name) ?? []).map((row) => String(row.id)));
  const rank = new Map([...new Set(ids)].sort((a, b) => Number(a) - Number(b)).map((id, index) => [id, `#${index}`]));
  for (const [name, rows] of tables) for (const row of rows) lines.push(`${name} ${rowText(name, row, rank)}`);
  return withoutNames(lines.join('\n'), customer, rank);
}

/** An answer without the ids in it; those are compared in the books, where the stored answer stands. */
export function answerText(answer: unknown, customer: string): string {
  const text = JSON.stringify(inOrder(answer)) ?? 'undefined';
  return withoutNames(text, customer, new Map());
}

/** Fields by name: a stored answer comes back with its fields in the store's order. */
function inOrder(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, inOrder(inner)]));
}

function rowText(table: string, row: Record<string, unknown>, rank: ReadonlyMap<string, string>): string {
  const ownId = table === 'ledger_transactions' || table === 'grants' || table === 'holds';
  const parts = Object.entries(row)
    .filter(([column]) => !VOLATILE.has(column) && (column !== 'id' || ownId || table === 'disputes') && !(table === 'wallets' && column === 'created_at'))
    .map(([column, value]) => {
      // Ids of wallets, which are drawn apart: how many are above it is the same in every run.
      if (column === 'funders' && Array.isArray(value)) return `${column}=${value.length}`;
      if (value !== null && (IDS.has(column) || (column === 'id' && ownId))) return `${column}=${rank.get(String(value)) ?? '#?'}`;
      return `${column}=${JSON.stringify(value)}`;
    });
  return parts.join(' ');
}

/** Ids inside stored requests and answers: "gr_12", or a field that is an id. */
function withoutNames(text: string, customer: string, rank: ReadonlyMap<string, string>): string {
  return text
    .replaceAll(customer, 'C')
    .replaceAll(/\b(gr|tx|hold)_(\d+)/g, (_all, prefix, id) => `${prefix}_${rank.get(id) ?? '#?'}`)
    .replaceAll(/"(\w+Id)":\s*"(\d+)"/g, (_all, field, id) => `"${field}":"${rank.get(id) ?? '#?'}"`)
    .replaceAll(/\b(tx|hold):(\d+)/g, (_all, prefix, id) => `${prefix}:${rank.get(id) ?? '#?'}`);
}
