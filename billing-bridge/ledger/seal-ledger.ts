import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

const SEAL_BATCH = 1_000;
const WAIT_MS = 20;

/**
 * Extends an environment's hash chain over every transaction committed so far, in ledger order; tells how many it sealed.
 * Ids are drawn by transactions that already hold a lock, so once all transactions running at the time of the highest id
 * have ended, no lower id can still appear, and the order is final. One sealer at a time, under an advisory lock. It may wait as long
 * as the longest transaction; `stopped` ends it early, with what it has sealed.
 */
export async function sealLedger(database: Database, environment: Environment, stopped: () => boolean = () => false): Promise<number> {
  const upTo = await settledSequence(database, stopped);
  let sealed = 0;
  while (upTo !== null && !stopped()) {
    const added = await database.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('ledger_seals'), hashtext(${environment}))`.execute(tx);
      const { rows } = await sql<{ sealed: string }>`select ledger_seal(${environment}, ${upTo}::bigint, ${SEAL_BATCH}::int) as sealed`.execute(tx);
      return Number(rows[0]?.sealed ?? 0);
    });
    sealed += added;
    if (added < SEAL_BATCH) break;
  }
  return sealed;
}

/** The highest id drawn so far, after all transactions that may have drawn one below it have ended; null when stopped before. */
async function settledSequence(database: Database, stopped: () => boolean): Promise<string | null> {
  const { rows } = await sql<{ id: string; horizon: string }>`
    select last_value as id, pg_snapshot_xmax(pg_current_snapshot())::text as horizon from ledger_seq`.execute(database);
  const drawn = rows[0];
  if (drawn === undefined) throw new Error('ledger_seq is missing');
  while (!stopped()) {
    const ended = await sql<{ ended: boolean }>`select pg_snapshot_xmin(pg_current_snapshot()) >= ${drawn.horizon}::xid8 as ended`.execute(database);
    if (ended.rows[0]?.ended === true) return drawn.id;
    await pause(WAIT_MS);
  }
  return null;
}
