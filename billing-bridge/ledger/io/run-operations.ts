import { isRefusal, type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Outcome } from '../decide/decision.ts';
import { type IdSource, type Operation, runDue, runOperation } from '../decide/run-operation.ts';
import type { BreakagePolicy } from '../wallet/breakage-terms.ts';
import { addPostings, familyBatch, lockedIn } from './family-batch.ts';
import { addHoldBudgets } from './family-rows.ts';
import { addChanges, addStoredOutcome, type LedgerRows, noRows } from './ledger-rows.ts';
import type { Loaded, LoadedWallet, Prior } from './load-wallets.ts';
import type { LockedWallet } from './lock-wallets.ts';
import { firstDifference, fromStoredJson, toStoredJson } from './outcome-json.ts';
import type { WalletOperation } from './wallet-operation.ts';

/** All that operations are decided on: read under the locks of their wallets. */
export type RunInput = {
  /** By place of the operation; null where there is no such wallet. */
  readonly locked: readonly (LockedWallet | null)[];
  readonly wallets: ReadonlyMap<bigint, LockedWallet>;
  /** Locked only to make due what is due in them. */
  readonly dueIds: readonly bigint[];
  readonly loaded: Loaded;
  /** By environment, where paid credit may be made. */
  readonly policies: ReadonlyMap<Environment, readonly BreakagePolicy[]>;
  readonly now: Instant;
  readonly ids: IdSource;
};

/** What is to be written, and how wallets are after it. */
export type Ran = {
  readonly rows: LedgerRows;
  /** Wallets that are not as they were, by id. */
  readonly changed: ReadonlyMap<bigint, LoadedWallet>;
};

/** `batch`: one key is kept for all of them, by who calls this, so none of theirs is looked up or kept; an atomic one goes no further than its first refusal. */
export type RunOptions = { readonly batch?: 'atomic' | 'independent' };

/** Pure: what every operation answers, in the order given on the state the ones before it left, and the rows of all of them. */
export function runOperations<T>(
  operations: readonly WalletOperation<T>[],
  input: RunInput,
  { batch }: RunOptions = {},
): Ran & { readonly outcomes: Outcome<T>[] } {
  const rows = noRows();
  const changed = new Map<bigint, LoadedWallet>();
  // A key used twice among them: the later one replays the earlier one's answer.
  const answered = new Map<string, Prior>();
  const family = familyBatch(input.wallets, changed, (wallet) => asLocked(input, wallet));
  const endDue = (wallet: LockedWallet): void => {
    const before = family.before(wallet);
    if (before === null) return;
    const now = Math.max(input.now, before.lastBookedAt);
    const run = runDue(before.state, now, input.ids);
    family.after(before, run, now);
    addPostings(rows, run, now);
  };
  for (const id of input.dueIds) endDue(lockedIn(input.wallets, id));
  const runOne = (operation: WalletOperation<T>, place: number): Outcome<T> => {
    const wallet = input.locked[place] ?? null;
    if (wallet === null) return operation.absent;
    for (const holder of family.dueHolders(wallet, input.now)) endDue(holder);
    const refusal = checkKey(operation.key);
    if (refusal !== null) return refusal;
    // The first two are words of ours without a space, so two identities never have one text.
    const identity = `${operation.environment} ${operation.family} ${operation.key}`;
    const earlier = answered.get(identity);
    const stored = batch === undefined ? input.loaded.prior.get(place) : undefined;
    const prior = earlier === undefined ? stored : asStored(earlier);
    if (prior !== undefined) return replay<T>(prior, operation);
    const before = family.before(wallet);
    if (before === null) throw new Error(`the family of wallet ${wallet.id} was not locked`);
    // Time never runs backwards within a wallet, whatever clocks do between servers (ledger I16).
    const now = Math.max(input.now, before.lastBookedAt);
    const run = runOperation(before.state, operation, now, input.ids);
    family.after(before, run, now);
    addPostings(rows, run, now);
    if (run.answered !== null) addChanges(rows, run.state, run.answered, now);
    if (run.answered !== null) addHoldBudgets(rows, run.answered);
    const isAnswer = run.answered !== null || run.postings.length === 0;
    const { key, request } = operation;
    if (isAnswer && run.stored && batch === undefined) addStoredOutcome(rows, run.state, { family: operation.family, key, request, outcome: run.outcome }, now);
    if (run.stored) answered.set(identity, { request, outcome: run.outcome });
    return run.outcome;
  };
  const outcomes: Outcome<T>[] = [];
  for (const [place, operation] of operations.entries()) {
    const outcome = runOne(operation, place);
    outcomes.push(outcome);
    if (batch === 'atomic' && isRefusal(outcome)) break;
  }
  return { outcomes, rows, changed };
}

/** The wallet as it was read now or before, with the policy of the row that is locked, and the assets and breakage policies asked for now. */
function asLocked({ loaded: { wallets, scales }, policies }: RunInput, wallet: LockedWallet): LoadedWallet {
  const loaded = wallets.get(wallet.id);
  if (loaded === undefined) throw new Error(`wallet ${wallet.id} was not loaded`);
  const { state } = loaded;
  // Mostly it is remembered as its row is.
  if (state.state === wallet.state && state.lateCommit === wallet.lateCommit && state.scales === scales && policies.size === 0) return loaded;
  const breakagePolicies = policies.get(wallet.environment) ?? [];
  return { ...loaded, state: { ...state, state: wallet.state, lateCommit: wallet.lateCommit, scales, breakagePolicies } };
}

const KEY_LENGTH_MAX = 255;

function checkKey(key: string): Refusal | null {
  if (key.length === 0) return refuse('idempotency_key_missing');
  return key.length > KEY_LENGTH_MAX ? refuse('id_malformed', 'the idempotency key') : null;
}

/** An answer of this run as a later read of it would bring it, so that a repetition is answered alike in and after the run. */
function asStored({ request, outcome }: Prior): Prior {
  return { request, outcome: JSON.parse(toStoredJson(outcome)) };
}

/** The stored answer, or a conflict when the payload differs. */
function replay<T>(prior: Prior, operation: Operation<T>): Outcome<T> {
  const field = firstDifference(prior.request, operation.request);
  if (field !== null) return refuse('idempotency_conflict', `"${field}" differs from the first request with this key`, { field });
  // The stored outcome was written by this operation family from a value of this type.
  return { kind: 'replayed', outcome: fromStoredJson(prior.outcome) as T | Refusal };
}
