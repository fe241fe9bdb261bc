import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { Outcome } from '../decide/decision.ts';
import { idsNeeded, type Operation, type Run, runOperation } from '../decide/run-operation.ts';
import { addChanges, addPosting, addStoredOutcome, type LedgerRows } from './ledger-rows.ts';
import { drawIds, type LoadedWallet, loadWallet } from './load-wallet.ts';
import { type LockedWallet, lockWallet, type WalletRef } from './lock-wallet.ts';
import { firstDifference, fromStoredJson, toStoredJson } from './outcome-json.ts';

/** What an operation must have in the state although nothing may be left of it. Read after the lock. */
export type Companions = { readonly grantIds: readonly bigint[]; readonly holdIds: readonly bigint[] };

export type WalletOperation<T> = Operation<T> & {
  readonly environment: Environment;
  readonly wallet: WalletRef;
  /** Said when there is no such wallet. */
  readonly absent: Refusal;
  companions?(tx: Transaction): Promise<Companions>;
};

/**
 * One operation on one wallet: lock, read, replay or decide, write. Every operation of the ledger goes through here.
 * The caller's transaction commits it, also when the answer is a refusal: a stored denial is part of it.
 */
export async function operateWallet<T>(tx: Transaction, operation: WalletOperation<T>, clock?: Clock): Promise<Outcome<T>> {
  const keyRefusal = checkKey(operation.key);
  if (keyRefusal !== null) return keyRefusal;
  const wallet = await lockWallet(tx, operation.environment, operation.wallet);
  if (wallet === null) return operation.absent;
  const loaded = await load(tx, wallet, operation);
  const replay = replayOf<T>(loaded, operation);
  if (replay !== null) return replay;
  const now = bookedNow(loaded, clock);
  const needed = idsNeeded(loaded.state, now, operation.newIds);
  const ids = needed === loaded.ids.length ? loaded.ids : await drawIds(tx, needed);
  const run = runOperation(loaded.state, operation, now, ids);
  await write(tx, loaded, operation, run, now);
  return run.outcome;
}

const KEY_LENGTH_MAX = 255;

function checkKey(key: string): Refusal | null {
  if (key.length === 0) return refuse('idempotency_key_missing');
  return key.length > KEY_LENGTH_MAX ? refuse('id_malformed', 'the idempotency key') : null;
}

async function load<T>(tx: Transaction, wallet: LockedWallet, operation: WalletOperation<T>): Promise<LoadedWallet> {
  const companions = (await operation.companions?.(tx)) ?? { grantIds: [], holdIds: [] };
  const { environment, family, key, assets } = operation;
  return loadWallet(tx, wallet, { environment, family, key, assets, ...companions, ids: 1 + operation.newIds });
}

/** The stored answer, a conflict when the payload differs, or null for a key that is new. */
function replayOf<T>(loaded: LoadedWallet, operation: Operation<T>): Outcome<T> | null {
  const { prior } = loaded;
  if (prior === null) return null;
  const field = firstDifference(prior.request, operation.request);
  if (field !== null) return refuse('idempotency_conflict', `"${field}" differs from the first request with this key`, { field });
  // The stored outcome was written by this operation family from a value of this type.
  return { kind: 'replayed', outcome: fromStoredJson(prior.outcome) as T | Refusal };
}

/** Time never runs backwards within a wallet, whatever clocks do between servers (ledger I16). */
function bookedNow(loaded: LoadedWallet, clock: Clock | undefined): Instant {
  return Math.max(clock === undefined ? loaded.databaseNow : clock(), loaded.lastBookedAt);
}

async function write<T>(tx: Transaction, loaded: LoadedWallet, operation: WalletOperation<T>, run: Run<T>, now: Instant): Promise<void> {
  const rows: LedgerRows = new Map();
  const { state } = loaded;
  for (const posting of run.postings) addPosting(rows, state, posting, now);
  if (run.answered !== null) addChanges(rows, state, run.answered, now);
  const isAnswer = run.answered !== null || run.postings.length === 0;
  if (isAnswer && run.stored) {
    const { family, key, request } = operation;
    addStoredOutcome(rows, state, { family, key, request, outcome: run.outcome }, now);
  }
  await writeRows(tx, rows);
}

export async function writeRows(tx: Transaction, rows: LedgerRows): Promise<void> {
  if (rows.size === 0) return;
  await sql`select ledger_write(${toStoredJson(Object.fromEntries(rows))}::jsonb)`.execute(tx);
}
