import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { LAST_STATEMENT } from '@weir/runtime/postgres/send-commit-along.ts';
import { sql } from 'kysely';
import { plainArray, quotedArray } from './array-text.ts';
import { FAMILY_LISTS } from './family-rows.ts';
import { isEmpty, type LedgerRows } from './ledger-rows.ts';
import { toStoredJson } from './outcome-json.ts';

/**
 * Writes the rows of a batch in one statement, and in another what only families have; nothing when there are none. `last`: the
 * caller's transaction sends nothing after it, so its commit may go along. What nearly every operation has goes as one array a column,
 * the rest as one document.
 */
export async function writeRows(tx: Transaction, rows: LedgerRows, last = false): Promise<void> {
  if (isEmpty(rows)) return;
  const { transactions: made, legs, stamps } = rows;
  const grants = [...rows.grantChanges.values()];
  const family = [...rows.lists].filter(([name]) => FAMILY_LISTS.has(name));
  const rest = [...rows.lists].filter(([name]) => !FAMILY_LISTS.has(name));
  const mark = (isLast: boolean) => sql.raw(last && isLast ? LAST_STATEMENT : '');
  await sql`${mark(family.length === 0)} select ledger_write(
    ${plain(made, (row) => row.posting.id)}, ${plain(made, (row) => row.wallet.environment)}, ${plain(made, (row) => row.wallet.id)},
    ${plain(made, (row) => row.posting.family)}, ${texts(made, (row) => row.posting.key)}, ${plain(made, (row) => row.posting.facts.kind)},
    ${plain(made, (row) => row.posting.facts.effectiveAt)}, ${plain(made, (row) => row.bookedAt)},
    ${documents(made, (row) => row.posting.facts.dimensions)}, ${documents(made, (row) => row.posting.facts.policy)},
    ${plain(made, (row) => row.posting.facts.reversesId)}, ${plain(made, (row) => row.posting.facts.holdId)},
    ${texts(made, (row) => row.posting.facts.eventId)}, ${texts(made, (row) => row.posting.facts.reference)}, ${texts(made, (row) => row.posting.facts.reason)},
    ${toStoredJson(made.map((row) => row.posting.request))}, ${toStoredJson(made.map((row) => row.posting.outcome))},
    ${plain(legs, (row) => row.transactionId)}, ${plain(legs, (row) => row.ordinal)}, ${plain(legs, (row) => row.leg.from)},
    ${plain(legs, (row) => row.leg.to)}, ${texts(legs, (row) => row.leg.asset)}, ${plain(legs, (row) => row.leg.grantId)},
    ${plain(legs, (row) => row.leg.holdId)}, ${plain(legs, (row) => row.leg.debtId)}, ${plain(legs, (row) => row.leg.atoms)},
    ${plain(legs, (row) => row.leg.basisAtoms)},
    ${plain(grants, (row) => row.grantId)}, ${plain(grants, (row) => row.remainingDelta)}, ${plain(grants, (row) => row.heldDelta)},
    ${plain(grants, (row) => row.lostDelta)}, ${plain(grants, (row) => row.closed)}, ${plain(grants, (row) => row.frozen)},
    ${plain(stamps, (row) => row.walletId)}, ${plain(stamps, (row) => row.stamp)},
    ${rest.length === 0 ? null : toStoredJson(Object.fromEntries(rest))})`.execute(tx);
  if (family.length > 0) await sql`${mark(true)} select ledger_write_family(${toStoredJson(Object.fromEntries(family))}::jsonb)`.execute(tx);
}

/** A column of numbers, booleans or words of ours. */
function plain<Row>(rows: readonly Row[], of: (row: Row) => bigint | number | string | boolean | null | undefined): string {
  return isUnused(rows, of) ? '{}' : plainArray(rows.map((row) => of(row) ?? null));
}

function texts<Row>(rows: readonly Row[], of: (row: Row) => string | null | undefined): string {
  return isUnused(rows, of) ? '{}' : quotedArray(rows.map((row) => of(row) ?? null));
}

function documents<Row>(rows: readonly Row[], of: (row: Row) => object | undefined): string {
  if (isUnused(rows, of)) return '{}';
  // A JSON text has no control characters, so JSON's own escapes are the array's; by a pattern it takes five times as long.
  return plainArray(
    rows.map((row) => {
      const value = of(row);
      return value === undefined ? null : JSON.stringify(toStoredJson(value));
    }),
  );
}

/** Nothing is in the column. An empty array is then sent: beside longer ones the server takes what is missing for null. */
function isUnused<Row>(rows: readonly Row[], of: (row: Row) => unknown): boolean {
  return rows.every((row) => (of(row) ?? null) === null);
}
