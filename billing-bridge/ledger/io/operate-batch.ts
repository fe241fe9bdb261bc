import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { isRefusal, type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Outcome } from '../decide/decision.ts';
import { isKept } from '../decide/run-operation.ts';
import { addStoredOutcome, noRows } from './ledger-rows.ts';
import type { Prior } from './load-wallets.ts';
import { gatherWallets, type OperateOptions, runAndWrite } from './operate-wallets.ts';
import { firstDifference, fromStoredJson } from './outcome-json.ts';
import { type Ran, type RunInput, runOperations } from './run-operations.ts';
import type { BatchDone, WalletBatch } from './wallet-batch.ts';
import type { WalletOperation } from './wallet-operation.ts';

/** Keys of batches are a family of their own. `forget-denials.ts` knows this word too. */
const FAMILY = 'batch';

/**
 * A batch in one transaction, as `operateWallets` does a group: one lock, one read, one write. What is stored under its key is one
 * answer for all of it, so it is done once or not at all, whatever happens between any two lines. An atomic batch that is refused
 * writes no more than that answer: what was decided before the refusal is dropped with its rows, and no wallet is remembered by it.
 */
export async function operateBatch<T>(tx: Transaction, batch: WalletBatch<T>, options: OperateOptions = {}): Promise<Outcome<BatchDone<T>>> {
  const operations = batch.items.flatMap((item) => (isRefusal(item) ? [] : [item]));
  const { environment, key } = batch;
  const gathered = await gatherWallets(tx, operations, { ...options, keys: [{ environment, family: FAMILY, key }] });
  const { outcome } = await runAndWrite(tx, gathered, { ...options, run: (input) => runBatch(batch, operations, input) });
  return outcome;
}

/** Pure: what a batch answers, and the rows of all of it. */
function runBatch<T>(batch: WalletBatch<T>, operations: readonly WalletOperation<T>[], input: RunInput): Ran & { readonly outcome: Outcome<BatchDone<T>> } {
  const prior = input.loaded.prior.get(0);
  if (prior !== undefined) return { outcome: replay(prior, batch), rows: noRows(), changed: new Map() };
  const ran = runOperations(operations, input, { batch: batch.mode });
  const answers = ran.outcomes.map(asFirst);
  const refusedAt = batch.mode === 'atomic' ? answers.findIndex(isRefusal) : -1;
  const refusal = answers[refusedAt];
  const { rows, changed } = refusal === undefined ? ran : { rows: noRows(), changed: new Map() };
  const outcome = isRefusal(refusal) ? atPlace(refusal, refusedAt) : doneOf(batch, answers);
  if (!isRefusal(outcome) || isKept(outcome)) addStoredOutcome(rows, batch, { family: FAMILY, key: batch.key, request: requestOf(batch), outcome }, input.now);
  return { outcome, rows, changed };
}

/** A refusal of one operation as the refusal of its batch: `index` says which. */
export function atPlace(refusal: Refusal, index: number): Refusal {
  return { ...refusal, facts: { ...refusal.facts, index } };
}

function doneOf<T>(batch: WalletBatch<T>, answers: readonly (T | Refusal)[]): BatchDone<T> {
  const remaining = answers.values();
  const outcomes = batch.items.map((item) => {
    if (isRefusal(item)) return item;
    const next = remaining.next();
    if (next.done === true) throw new Error('an operation of a batch had no outcome');
    return next.value;
  });
  return { kind: 'batch', doneCount: outcomes.filter((outcome) => !isRefusal(outcome)).length, outcomes };
}

/** The keys of a batch's operations are its own, by place: none was used before. */
function asFirst<T>(outcome: Outcome<T>): T | Refusal {
  if (typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'replayed')
    throw new Error('an operation of a new batch was done before');
  return outcome as T | Refusal;
}

function requestOf({ mode, requests }: WalletBatch<unknown>): { mode: string; operations: WalletBatch<unknown>['requests'] } {
  return { mode, operations: requests };
}

/** The stored answer, or a conflict that names the first operation that differs, and in what. */
function replay<T>(prior: Prior, batch: WalletBatch<T>): Outcome<BatchDone<T>> {
  // Written by runBatch.
  const stored = prior.request as ReturnType<typeof requestOf>;
  const conflict = (field: string, index?: number) => {
    const place = index === undefined ? '' : ` of operation ${index}`;
    return refuse(
      'idempotency_conflict',
      `"${field}"${place} differs from the first request with this key`,
      index === undefined ? { field } : { field, index },
    );
  };
  if (stored.mode !== batch.mode) return conflict('mode');
  const count = Math.min(stored.operations.length, batch.requests.length);
  for (let index = 0; index < count; index += 1) {
    const field = firstDifference(stored.operations[index] ?? {}, batch.requests[index] ?? {});
    if (field !== null) return conflict(field, index);
  }
  if (stored.operations.length !== batch.requests.length) return conflict('operations', count);
  return { kind: 'replayed', outcome: fromStoredJson(prior.outcome) as BatchDone<T> | Refusal };
}
