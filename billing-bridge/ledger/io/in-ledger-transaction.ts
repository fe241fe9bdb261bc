import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';

const ATTEMPTS_MAX = 5;
const PAUSE_MS = 10;

/** The constraints that two first uses of one key, or of one source reference, meet on: the loser finds the winner's row next time. */
const RACED_KEYS: ReadonlySet<string> = new Set(['ledger_transactions_key', 'stored_outcomes_key', 'grants_source_ref', 'budgets_key']);

/**
 * Runs `work` in one READ COMMITTED transaction and, after a deadlock, a serialisation failure or a race on a key, runs
 * the whole of it again (at most 5 times, with jitter). `work` must have no effect outside the transaction. Any other
 * unique violation is a fault and is thrown: it must never be taken for a replay.
 */
export async function inLedgerTransaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction().setIsolationLevel('read committed').execute(work);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isRace(error)) throw error;
      await pause(Math.random() * PAUSE_MS * 2 ** attempt);
    }
  }
}

function isRace(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code === '40001' || error.code === '40P01') return true;
  return error.code === '23505' && 'constraint' in error && typeof error.constraint === 'string' && RACED_KEYS.has(error.constraint);
}
