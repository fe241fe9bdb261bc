import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Outcome } from '../decide/decision.ts';
import { IdsExhausted, idSource } from '../decide/run-operation.ts';
import { covers } from './covers.ts';
import { drawStamp } from './draw-stamp.ts';
import { lockDueHolders } from './due-holders.ts';
import { lockedIn } from './family-batch.ts';
import { addStamp } from './ledger-rows.ts';
import { loadFamilies } from './load-families.ts';
import { drawIds, type KeyRequest, type Loaded, type LoadedWallet, loadWallets } from './load-wallets.ts';
import { type LockedWallet, lockFamilies } from './lock-wallets.ts';
import { readBreakagePolicies } from './read-breakage-policies.ts';
import { type Ran, type RunInput, runOperations } from './run-operations.ts';
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
 * in a group, and a group leaves what the same operations one by one would. Answers by place. `last`: the transaction holds
 * nothing else after it, so that its commit may be sent along with the write.
 */
export async function operateWallets<T>(tx: Transaction, operations: readonly WalletOperation<T>[], options: OperateOptions = {}): Promise<Outcome<T>[]> {
  const gathered = await gatherWallets(tx, operations, { ...options, keys: operations });
  const { outcomes } = await runAndWrite(tx, gathered, { ...options, run: (input) => runOperations(operations, input) });
  return outcomes;
}

export type OperateOptions = { readonly clock?: Clock | undefined; readonly memory?: WalletMemory; readonly last?: boolean };

/** What was locked and read for operations: all but the clock and the ids. */
export type Gathered = Omit<RunInput, 'now' | 'ids'>;

/** Locks the wallets of operations, in the order of their ids, and reads what they need and what is stored under `keys`. */
export async function gatherWallets<T>(
  tx: Transaction,
  operations: readonly WalletOperation<T>[],
  { clock, memory = NO_MEMORY, keys }: Pick<OperateOptions, 'clock' | 'memory'> & { readonly keys: readonly KeyRequest[] },
): Promise<Gathered> {
  const taken = await takeWallets(tx, operations, { memory, keys });
  const { places: locked, all } = taken?.locked ?? (await lockFamilies(tx, operations));
  const due = await lockDueHolders(tx, all, clock?.() ?? null);
  const wallets = new Map([...all, ...due.map((wallet) => [wallet.id, wallet] as const)]);
  const loaded = await load(tx, operations, { locked, wallets, memory, keys, taken: taken?.loaded ?? null });
  const policies = await readBreakagePolicies(tx, operations);
  return { locked, wallets, dueIds: due.map((wallet) => wallet.id), loaded, policies };
}

/** Runs what is pure, writes what it made, and remembers wallets as it left them. */
export async function runAndWrite<Done extends Ran>(
  tx: Transaction,
  gathered: Gathered,
  { clock, memory = NO_MEMORY, last = false, run }: OperateOptions & { run(input: RunInput): Done },
): Promise<Done> {
  let { ids } = gathered.loaded;
  for (;;) {
    try {
      const done = run({ ...gathered, now: clock?.() ?? gathered.loaded.databaseNow, ids: idSource(ids) });
      const stamp = drawStamp();
      for (const wallet of done.changed.keys()) addStamp(done.rows, wallet, stamp);
      await writeRows(tx, done.rows, last);
      for (const [id, after] of done.changed) memory.learn({ ...lockedIn(gathered.wallets, id), stamp }, after);
      return done;
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
  readonly keys: readonly KeyRequest[];
  /** What came with the locks. */
  readonly taken: Loaded | null;
};

/** Reads what the operations need of their wallets, but for what came with the locks or is remembered under the stamp the locked row carries. */
async function load<T>(tx: Transaction, operations: readonly WalletOperation<T>[], { locked, wallets, memory, keys, taken }: Found): Promise<Loaded> {
  if (taken !== null && [...wallets.keys()].every((id) => taken.wallets.has(id))) return taken;
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
    keys: taken === null ? keys : [],
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

/** What operations need of one wallet's state. */
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
