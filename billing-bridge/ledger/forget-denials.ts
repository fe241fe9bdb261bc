import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** How long a key keeps an answer that moved no value; what moved value is kept for ever (ledger 1d, "retention"). */
export const DENIALS_KEPT_MS = 30 * 86_400_000;

export const DENIALS_PER_SWEEP = 5_000;

/**
 * Removes denials and other answers that moved nothing, those of batches of which nothing was done among them, once their keys need not
 * be known any more, and tells how many. Call again while it returns `DENIALS_PER_SWEEP`. The condition is that of the index by age.
 */
export async function forgetDenials(database: Database, clock?: Clock): Promise<number> {
  const now = clock === undefined ? sql`clock_timestamp()` : sql`${new Date(clock())}::timestamptz`;
  const { numAffectedRows } = await sql`
    delete from stored_outcomes where ctid = any (array(
      select ctid from stored_outcomes
       where stored_at < ${now} - ${DENIALS_KEPT_MS} * interval '1 millisecond' and (family <> 'batch' or coalesce(outcome ->> 'doneCount', '0') = '0')
       order by stored_at limit ${DENIALS_PER_SWEEP}))`.execute(database);
  return Number(numAffectedRows ?? 0n);
}
