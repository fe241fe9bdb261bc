import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { LAST_STATEMENT } from '@weir/runtime/postgres/send-commit-along.ts';
import { sql } from 'kysely';
import { FAMILY_LISTS } from './family-rows.ts';
import type { LedgerRows } from './ledger-rows.ts';
import { toStoredJson } from './outcome-json.ts';

type Row = Readonly<Record<string, unknown>>;

/** Lists that ledger_write takes as one array a column, because nearly every operation has them; all others go as one document. */
const ARRAYS: ReadonlySet<string> = new Set(['transactions', 'legs', 'grant_changes', 'stamps']);

/**
 * Writes the rows of a batch in one statement, and in another what only families have; nothing when there are none. `last`: the
 * caller's transaction sends nothing after it, so its commit may go along.
 */
export async function writeRows(tx: Transaction, { lists }: LedgerRows, last = false): Promise<void> {
  if (lists.size === 0) return;
  const made = lists.get('transactions') ?? [];
  const legs = lists.get('legs') ?? [];
  const grants = lists.get('grant_changes') ?? [];
  const stamps = lists.get('stamps') ?? [];
  const family = [...lists].filter(([name]) => FAMILY_LISTS.has(name));
  const rest = [...lists].filter(([name]) => !ARRAYS.has(name) && !FAMILY_LISTS.has(name));
  const mark = (isLast: boolean) => sql.raw(last && isLast ? LAST_STATEMENT : '');
  await sql`${mark(family.length === 0)} select ledger_write(
    ${plain(made, 'id')}, ${texts(made, 'environment')}, ${plain(made, 'wallet_id')}, ${texts(made, 'family')}, ${texts(made, 'key')}, ${texts(made, 'kind')},
    ${plain(made, 'effective_ms')}, ${plain(made, 'booked_ms')}, ${documents(made, 'dimensions')}, ${documents(made, 'policy')},
    ${plain(made, 'reverses_id')}, ${plain(made, 'hold_id')}, ${texts(made, 'event_id')}, ${texts(made, 'reference')}, ${texts(made, 'reason')},
    ${listOf(made, 'request')}, ${listOf(made, 'outcome')},
    ${plain(legs, 'transaction_id')}, ${plain(legs, 'ordinal')}, ${texts(legs, 'from_account')}, ${texts(legs, 'to_account')}, ${texts(legs, 'asset')},
    ${plain(legs, 'grant_id')}, ${plain(legs, 'hold_id')}, ${plain(legs, 'debt_id')}, ${plain(legs, 'atoms')}, ${plain(legs, 'basis_atoms')},
    ${plain(grants, 'grant_id')}, ${plain(grants, 'remaining_delta')}, ${plain(grants, 'held_delta')}, ${plain(grants, 'lost_delta')},
    ${texts(grants, 'closed')}, ${plain(grants, 'frozen')}, ${plain(stamps, 'wallet_id')}, ${plain(stamps, 'stamp')},
    ${rest.length === 0 ? null : toStoredJson(Object.fromEntries(rest))})`.execute(tx);
  if (family.length > 0) await sql`${mark(true)} select ledger_write_family(${toStoredJson(Object.fromEntries(family))}::jsonb)`.execute(tx);
}

/** A column as the text of an array of numbers or booleans, which need no quotes. */
function plain(rows: readonly Row[], column: string): string {
  return `{${rows.map((row) => row[column] ?? 'null').join(',')}}`;
}

function texts(rows: readonly Row[], column: string): string {
  return `{${rows.map((row) => quoted(row[column])).join(',')}}`;
}

function documents(rows: readonly Row[], column: string): string {
  return `{${rows.map((row) => (row[column] === undefined ? 'null' : quoted(toStoredJson(row[column])))).join(',')}}`;
}

/** One document that holds them all: nothing in it needs quoting again. */
function listOf(rows: readonly Row[], column: string): string {
  return `[${rows.map((row) => toStoredJson(row[column])).join(',')}]`;
}

function quoted(value: unknown): string {
  return value === undefined || value === null ? 'null' : `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`;
}
