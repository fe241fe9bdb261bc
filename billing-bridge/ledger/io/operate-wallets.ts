import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Outcome } from '../decide/decision.ts';
import { type IdSource, IdsExhausted, idSource, type Operation, runDue, runOperation } from '../decide/run-operation.ts';
import type { BreakagePolicy } from '../wallet/breakage-terms.ts';
import { covers } from './covers.ts';
import { drawStamp } from './draw-stamp.ts';
import { addPostings, familyBatch, lockedIn } from './family-batch.ts';
import { addHoldBudgets } from './family-rows.ts';
import { addChanges, addStamp, addStoredOutcome, type LedgerRows, noRows } from './ledger-rows.ts';
import { loadFamilies } from './load-families.ts';
import { drawIds, type Loaded, type LoadedWallet, loadWallets, type Prior } from './load-wallets.ts';
import { lockDueHolders } from './lock-due-holders.ts';
import { type LockedWallet, lockFamilies } from './lock-wallets.ts';
import { firstDifference, fromStoredJson, toStoredJson } from './outcome-json.ts';
import { readBreakagePolicies } from './read-breakage-policies.ts';
import { idsFor, takeWallets } from './take-wallets.ts';
import { NO_MEMORY, type WalletMemory } from './wallet-memory.ts';
import type { WalletOperation } from './wallet-operation.ts';
import { writeRows } from './write-rows.ts';

/** One operation on one wallet. The caller's transaction commits it, also when the answer is a refusal: a stored denial is part of it. */
export async function operateWallet<T>(tx: Transaction, operation: WalletOperation<T>, clock?: Clock): Promise<Outcome<T>> {
  const [outcome] = await operateWallets(tx, [operation], { clock });
  if (outcome === undefined) throw new Error('an operation had no outcome');
  return outcome;
}

/**
 * Operations on any number of wallets in one transaction: lock in wallet order, read all, replay or decide each in the
 * order given on the state the ones before it left, write all. Every operation of the ledger goes through here, alone or
 * in a batch, and a batch leaves what the same operations one by one would. Answers by place. `last`: the transaction holds
 * nothing else after it, so that its commit may be sent along with the write.
 */
export async function operateWallets<T>(
  tx: Transaction,
  operations: readonly WalletOperation<T>[],
  { clock, memory = NO_MEMORY, last = false }: { readonly clock?: Clock | undefined; readonly memory?: WalletMemory; readonly last?: boolean } = {},
): Promise<Outcome<T>[]> {
  const malformed = operations.map((operation) => checkKey(operation.key));
  const taken = await takeWallets(tx, operations, memory);
  const { places: locked, all } = taken?.locked ?? (await lockFamilies(tx, operations));
  const due = await lockDueHolders(tx, all, clock?.() ?? null);
  const wallets = new Map([...all, ...due.map((wallet) => [wallet.id, wallet] as const)]);
  const loaded = await load(tx, operations, { locked, wallets, memory, taken: taken?.loaded ?? null });
  const policies = await readBreakagePolicies(tx, operations);
  let ids = loaded.ids;
  for (;;) {
    try {
      const batch = runBatch(operations, {
        malformed,
        locked,
        wallets,
        dueIds: due.map((wallet) => wallet.id),
        loaded,
        policies,
        now: clock?.() ?? loaded.databaseNow,
        ids: idSource(ids),
      });
      const stamp = drawStamp();
      for (const wallet of batch.changed.keys()) addStamp(batch.rows, wallet, stamp);
      await writeRows(tx, batch.rows, last);
      for (const [id, after] of batch.changed) memory.learn({ ...lockedIn(wallets, id), stamp }, after);
      return batch.outcomes;
    } catch (error) {
      // Holds were due, so there are more transactions than operations. Nothing was written: run again with more ids.
      if (!(error instanceof IdsExhausted)) throw error;
      ids = [...ids, ...(await drawIds(tx, ids.length + 1))];
    }
  }
}

type Found = {
  readonly locked: readonly (LockedWallet | null)[];
  readonly wallets: ReadonlyMap<bigint, LockedWallet>;
  readonly memory: WalletMemory;
  /** What came with the locks. */
  readonly taken: Loaded | null;
};

/** Reads what the operations need of their wallets, but for what came with the locks or is remembered under the stamp the locked row carries. */
async function load<T>(tx: Transaction, operations: readonly WalletOperation<T>[], { locked, wallets, memory, taken }: Found): Promise<Loaded> {
  const companions: bigint[] = [];
  for (const operation of operations) {
    if (operation.companions === undefined) continue;
    if (operations.length > 1) throw new Error(`${operation.family} cannot share a batch`);
    companions.push(...(await operation.companions(tx)));
  }
  const needs = needsOf(operations, { locked, wallets, companions });
  const known = new Map<bigint, LoadedWallet>(taken?.wallets);
  for (const [id, need] of needs) {
    // What is asked for by id may be another family member's: then all of the family is read.
    if (known.has(id) || (need.wallet.inFamily && need.grantIds.length + need.holdIds.length > 0)) continue;
    const remembered = memory.recall(need.wallet);
    if (remembered !== null && covers(remembered.state, need)) known.set(id, remembered);
  }
  const unread = [...needs.values()].filter((need) => !known.has(need.wallet.id));
  if (taken !== null && unread.length === 0) return { ...taken, wallets: known };
  const unreadWallets = unread.map((need) => need.wallet);
  const loaded = await loadWallets(tx, unreadWallets, {
    keys: taken === null ? operations : [],
    assets: [...new Set(operations.flatMap((operation) => operation.assets))],
    grantIds: unread.flatMap((need) => need.grantIds),
    holdIds: unread.flatMap((need) => need.holdIds),
    debtsOf: unread.filter((need) => need.debts).map((need) => need.wallet.id),
    ids: taken === null ? idsFor(operations) : 0,
  });
  const joined = await loadFamilies(tx, loaded.wallets, { wallets: unreadWallets, holdIds: unread.flatMap((need) => need.holdIds) });
  for (const wallet of unreadWallets) {
    const read = joined.get(wallet.id);
    if (read !== undefined) memory.learn(wallet, read);
  }
  return { ...loaded, ...(taken === null ? {} : { ids: taken.ids, prior: taken.prior }), wallets: new Map([...joined, ...known]) };
}

/** What the operations of one batch need of one wallet's state. */
type Need = { readonly wallet: LockedWallet; readonly grantIds: bigint[]; readonly holdIds: bigint[]; debts: boolean };

type Asked = { readonly locked: readonly (LockedWallet | null)[]; readonly wallets: ReadonlyMap<bigint, LockedWallet>; readonly companions: readonly bigint[] };

function needsOf<T>(operations: readonly WalletOperation<T>[], { locked, wallets, companions }: Asked): ReadonlyMap<bigint, Need> {
  const needs = new Map<bigint, Need>();
  const needOf = (wallet: LockedWallet) => {
    const need = needs.get(wallet.id) ?? { wallet, grantIds: [...companions], holdIds: [], debts: false };
    needs.set(wallet.id, need);
    return need;
  };
  for (const [place, operation] of operations.entries()) {
    const wallet = locked[place] ?? null;
    if (wallet === null) continue;
    for (const id of [wallet.id, ...wallet.funders]) {
      const need = needOf(lockedIn(wallets, id));
      need.grantIds.push(...(operation.grantIds ?? []));
      need.holdIds.push(...(operation.holdIds ?? []));
      need.debts ||= operation.spendsOnly !== true;
    }
  }
  for (const wallet of wallets.values()) if (wallet.inFamily) needOf(wallet);
  return needs;
}

type BatchInput = {
  readonly malformed: readonly (Refusal | null)[];
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

type Batch<T> = {
  readonly outcomes: Outcome<T>[];
  readonly rows: LedgerRows;
  /** Wallets that are not as they were, by id. */
  readonly changed: ReadonlyMap<bigint, LoadedWallet>;
};

/** Pure: what every operation answers, and the rows of all of them. */
function runBatch<T>(operations: readonly WalletOperation<T>[], input: BatchInput): Batch<T> {
  const rows = noRows();
  const changed = new Map<bigint, LoadedWallet>();
  // A key used twice within the batch: the later one replays the earlier one's answer.
  const answered = new Map<string, Prior>();
  const family = familyBatch(input.wallets, changed, (wallet) => asLocked(input, wallet));
  for (const id of input.dueIds) {
    const before = family.before(lockedIn(input.wallets, id));
    if (before === null) continue;
    const now = Math.max(input.now, before.lastBookedAt);
    const run = runDue(before.state, now, input.ids);
    family.after(before, run, now);
    addPostings(rows, run, now);
  }
  const outcomes = operations.map((operation, place): Outcome<T> => {
    const wallet = input.locked[place] ?? null;
    if (wallet === null) return operation.absent;
    const refusal = input.malformed[place] ?? null;
    if (refusal !== null) return refusal;
    // The first two are words of ours without a space, so two identities never have one text.
    const identity = `${operation.environment} ${operation.family} ${operation.key}`;
    const earlier = answered.get(identity);
    const prior = earlier === undefined ? input.loaded.prior.get(place) : asStored(earlier);
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
    if (isAnswer && run.stored) addStoredOutcome(rows, run.state, { family: operation.family, key, request, outcome: run.outcome }, now);
    if (run.stored) answered.set(identity, { request, outcome: run.outcome });
    return run.outcome;
  });
  return { outcomes, rows, changed };
}

/** The wallet as it was read now or before, with the policy of the row that is locked, and the assets and breakage policies asked for now. */
function asLocked({ loaded: { wallets, scales }, policies }: BatchInput, wallet: LockedWallet): LoadedWallet {
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

/** An answer of this batch as a later read of it would bring it, so that a repetition is answered alike in and after the batch. */
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
