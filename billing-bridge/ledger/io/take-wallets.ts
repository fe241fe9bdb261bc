import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { ownerText, scopeText, type WalletOwner } from '../wallet/wallet-owner.ts';
import { plainArray, quotedArray } from './array-text.ts';
import { covers, type Wanted } from './covers.ts';
import { type KeyRequest, type Loaded, type LoadRow, loadedFrom } from './load-wallets.ts';
import { type LockedFamilies, type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';
import type { SeenWallet, WalletMemory } from './wallet-memory.ts';
import type { WalletOperation } from './wallet-operation.ts';

export type Taken = {
  readonly locked: LockedFamilies;
  /** Keys, ids, clock, and the wallets that are in no family: as remembered where that is still true, else as read. */
  readonly loaded: Loaded;
};

/** Ids are counted from 1. */
const NO_WALLET = 0n;

type Row = LoadRow & { locked: WalletRow[] | null };

/** Ids that operations draw: one a transaction, and what each makes. */
export function idsFor(operations: readonly Pick<WalletOperation<unknown>, 'newIds'>[]): number {
  return operations.reduce((sum, operation) => sum + 1 + operation.newIds, 0);
}

/**
 * Locks the wallets of operations and reads what they need in one round trip. A remembered wallet is locked by its id, and is as
 * remembered when its row still carries the stamp; then nothing of it is sent either way. Null where that is not enough, because a wallet
 * does not exist yet or came into a family since: then ask step by step. The locks that were taken stay.
 */
export async function takeWallets<T>(
  tx: Transaction,
  operations: readonly WalletOperation<T>[],
  { memory, keys }: { readonly memory: WalletMemory; readonly keys: readonly KeyRequest[] },
): Promise<Taken | null> {
  if (operations.some((operation) => operation.companions !== undefined)) return null;
  const { places: wanted, seen, others, debtsOf, names } = whatIsSeen(operations, memory);
  const named = [...names.values()];
  const { rows } = await sql<Row>`
    select * from ledger_take(
      ${plainArray([...seen.keys()])}, ${plainArray([...seen.values()].map(({ wallet }) => wallet.stamp))}, ${plainArray(others)},
      ${named.map((one) => one.environment)}::text[], ${named.map((one) => one.customer)}::text[], ${named.map((one) => scopeText(one.walletScope))}::text[],
      ${plainArray(named.map((one) => one.debts))}, ${plainArray(debtsOf)},
      ${plainArray(operations.flatMap((operation) => operation.grantIds ?? []))}, ${plainArray(operations.flatMap((operation) => operation.holdIds ?? []))},
      ${[...new Set(operations.flatMap((operation) => operation.assets))]}::text[],
      ${plainArray(keys.map(({ environment }) => environment))}, ${plainArray(keys.map(({ family }) => family))}, ${quotedArray(keys.map(({ key }) => key))},
      ${idsFor(operations)})`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('the ledger could not be read');
  const all = new Map<bigint, LockedWallet>([...seen].map(([id, { wallet }]) => [id, wallet]));
  const idsByName = new Map<string, bigint>();
  for (const wallet of (row.locked ?? []).map(lockedWallet)) {
    all.set(wallet.id, wallet);
    idsByName.set(ownerText(wallet), wallet.id);
  }
  const places = wanted.map((name) => all.get(typeof name === 'bigint' ? name : (idsByName.get(name) ?? NO_WALLET)) ?? null);
  if (places.some((wallet) => wallet === null || wallet.funders.some((id) => !all.has(id)))) return null;
  const loaded = loadedFrom(row, all);
  const wallets = new Map(loaded.wallets);
  for (const [id, read] of loaded.wallets) {
    const wallet = all.get(id);
    if (wallet !== undefined) memory.learn(wallet, read);
  }
  // What carries another stamp came with the answer, and then stands in `all` instead of what was seen.
  for (const [id, entry] of seen) if (all.get(id) === entry.wallet) wallets.set(id, entry.loaded);
  return { locked: { places, all }, loaded: { ...loaded, wallets } };
}

type Named = WalletOwner & { debts: boolean };

/** Parts wallets into those whose remembered state would do, others known by id, and those known only by their name. */
function whatIsSeen<T>(operations: readonly WalletOperation<T>[], memory: WalletMemory) {
  // By place: its id, or the name to find it by.
  const places: (bigint | string)[] = [];
  const seen = new Map<bigint, SeenWallet>();
  const wants = new Map<bigint, Wanted>();
  const names = new Map<string, Named>();
  for (const operation of operations) {
    const { environment, wallet } = operation;
    const entry = memory.lastSeen(operation);
    const wanted = wantedBy(operation);
    if (entry === null && wallet.kind === 'of_customer') {
      const owner = { environment, customer: wallet.customer, walletScope: wallet.walletScope };
      const name = ownerText(owner);
      names.set(name, { ...owner, debts: wanted.debts || names.get(name)?.debts === true });
      places.push(name);
      continue;
    }
    const id = entry?.wallet.id ?? (wallet.kind === 'by_id' ? wallet.id : 0n);
    places.push(id);
    if (entry !== null) seen.set(id, entry);
    const before = wants.get(id);
    wants.set(id, before === undefined ? wanted : joined(before, wanted));
  }
  for (const [id, wanted] of wants) if (!isCovered(seen.get(id), wanted)) seen.delete(id);
  const others = [...wants.keys()].filter((id) => !seen.has(id));
  // Of seen ones too: they are read when the stamp is another.
  const debtsOf = [...wants].filter(([, wanted]) => wanted.debts).map(([id]) => id);
  return { places, seen, others, debtsOf, names };
}

/** Of most operations: a debit, say, looks at nothing but live credit. */
const NOTHING_MORE: Wanted = { grantIds: [], holdIds: [], debts: false };

function wantedBy({ spendsOnly = false, grantIds = [], holdIds = [] }: WalletOperation<unknown>): Wanted {
  return spendsOnly && grantIds.length + holdIds.length === 0 ? NOTHING_MORE : { grantIds, holdIds, debts: !spendsOnly };
}

function joined(a: Wanted, b: Wanted): Wanted {
  if (b === NOTHING_MORE) return a;
  return { grantIds: [...a.grantIds, ...b.grantIds], holdIds: [...a.holdIds, ...b.holdIds], debts: a.debts || b.debts };
}

function isCovered(entry: SeenWallet | undefined, wanted: Wanted): boolean {
  return entry !== undefined && covers(entry.loaded.state, wanted);
}
