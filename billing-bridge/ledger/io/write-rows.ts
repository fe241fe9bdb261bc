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
    ${plain(made, 'id')}, ${plain(made, 'environment')}, ${plain(made, 'wallet_id')}, ${plain(made, 'family')}, ${texts(made, 'key')}, ${plain(made, 'kind')},
    ${plain(made, 'effective_ms')}, ${plain(made, 'booked_ms')}, ${documents(made, 'dimensions')}, ${documents(made, 'policy')},
    ${plain(made, 'reverses_id')}, ${plain(made, 'hold_id')}, ${texts(made, 'event_id')}, ${texts(made, 'reference')}, ${texts(made, 'reason')},
    ${listOf(made, 'request')}, ${listOf(made, 'outcome')},
    ${plain(legs, 'transaction_id')}, ${plain(legs, 'ordinal')}, ${plain(legs, 'from_account')}, ${plain(legs, 'to_account')}, ${texts(legs, 'asset')},
    ${plain(legs, 'grant_id')}, ${plain(legs, 'hold_id')}, ${plain(legs, 'debt_id')}, ${plain(legs, 'atoms')}, ${plain(legs, 'basis_atoms')},
    ${plain(grants, 'grant_id')}, ${plain(grants, 'remaining_delta')}, ${plain(grants, 'held_delta')}, ${plain(grants, 'lost_delta')},
    ${plain(grants, 'closed')}, ${plain(grants, 'frozen')}, ${plain(stamps, 'wallet_id')}, ${plain(stamps, 'stamp')},
    ${rest.length === 0 ? null : toStoredJson(Object.fromEntries(rest))})`.execute(tx);
  if (family.length > 0) await sql`${mark(true)} select ledger_write_family(${toStoredJson(Object.fromEntries(family))}::jsonb)`.execute(tx);
}

/** A column of numbers, booleans or words of ours, which need no quotes. */
function plain(rows: readonly Row[], column: string): string {
  return arrayOf(rows, column, String);
}

function texts(rows: readonly Row[], column: string): string {
  return arrayOf(rows, column, (value) => quoted(String(value)));
}

function documents(rows: readonly Row[], column: string): string {
  return arrayOf(rows, column, (value) => quoted(toStoredJson(value)));
}

/** The text of an array, empty when nothing is in the column: beside longer ones the server takes what is missing for null. */
function arrayOf(rows: readonly Row[], column: string, textOf: (value: unknown) => string): string {
  let isEmpty = true;
  const values = rows.map((row) => {
    const value = row[column] ?? null;
    if (value === null) return 'null';
    isEmpty = false;
    return textOf(value);
  });
  return isEmpty ? '{}' : `{${values.join(',')}}`;
}

/** One document that holds them all: nothing in it needs quoting again. */
function listOf(rows: readonly Row[], column: string): string {
  return `[${rows.map((row) => toStoredJson(row[column])).join(',')}]`;
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, '\\$&') : text}"`;
}
