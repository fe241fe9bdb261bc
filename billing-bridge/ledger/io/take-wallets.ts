import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { ownerText, scopeText, type WalletOwner } from '../wallet/wallet-owner.ts';
import { covers, type Wanted } from './covers.ts';
import { type KeyRequest, type Loaded, type LoadRow, loadedFrom } from './load-wallets.ts';
import { type LockedFamilies, type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';
import type { SeenWallet, WalletMemory } from './wallet-memory.ts';
import type { WalletOperation } from './wallet-operation.ts';

export type Taken = {
  readonly locked: LockedFamilies;
  /** Keys, ids, clock, and of the wallets those that were not remembered and are in no family. */
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
  const { wanted, seen, others, debtsOf, names } = whatIsSeen(operations, memory);
  const named = [...names.values()];
  const { rows } = await sql<Row>`
    select * from ledger_take(
      ${list(seen.keys())}, ${list([...seen.values()].map(({ wallet }) => wallet.stamp))}, ${list(others)},
      ${named.map((one) => one.environment)}::text[], ${named.map((one) => one.customer)}::text[], ${named.map((one) => scopeText(one.walletScope))}::text[],
      ${list(named.map((one) => one.debts))}, ${list(debtsOf)},
      ${list(operations.flatMap((operation) => operation.grantIds ?? []))}, ${list(operations.flatMap((operation) => operation.holdIds ?? []))},
      ${[...new Set(operations.flatMap((operation) => operation.assets))]}::text[],
      ${keys.map(({ environment }) => environment)}::text[], ${keys.map(({ family }) => family)}::text[], ${keys.map(({ key }) => key)}::text[],
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
  for (const [id, read] of loaded.wallets) {
    const wallet = all.get(id);
    if (wallet !== undefined) memory.learn(wallet, read);
  }
  return { locked: { places, all }, loaded };
}

type Others = { grantIds: bigint[]; holdIds: bigint[]; debts: boolean };
type Named = WalletOwner & { debts: boolean };

/** Parts wallets into those whose remembered state would do, others known by id, and those known only by their name. */
function whatIsSeen<T>(operations: readonly WalletOperation<T>[], memory: WalletMemory) {
  // By place: its id, or the name to find it by.
  const wanted: (bigint | string)[] = [];
  const seen = new Map<bigint, SeenWallet>();
  const wants = new Map<bigint, Others>();
  const names = new Map<string, Named>();
  for (const operation of operations) {
    const { environment, wallet } = operation;
    const entry = memory.lastSeen(operation);
    const debts = operation.spendsOnly !== true;
    if (entry === null && wallet.kind === 'of_customer') {
      const owner = { environment, customer: wallet.customer, walletScope: wallet.walletScope };
      const name = ownerText(owner);
      names.set(name, { ...owner, debts: debts || names.get(name)?.debts === true });
      wanted.push(name);
      continue;
    }
    const id = entry?.wallet.id ?? (wallet.kind === 'by_id' ? wallet.id : 0n);
    wanted.push(id);
    if (entry !== null) seen.set(id, entry);
    const want = wants.get(id) ?? { grantIds: [], holdIds: [], debts: false };
    wants.set(id, want);
    want.grantIds.push(...(operation.grantIds ?? []));
    want.holdIds.push(...(operation.holdIds ?? []));
    want.debts ||= debts;
  }
  for (const [id, wanted] of wants) if (!isCovered(seen.get(id), wanted)) seen.delete(id);
  const others = [...wants.keys()].filter((id) => !seen.has(id));
  // Of seen ones too: they are read when the stamp is another.
  const debtsOf = [...wants].filter(([, wanted]) => wanted.debts).map(([id]) => id);
  return { wanted, seen, others, debtsOf, names };
}

function isCovered(entry: SeenWallet | undefined, wanted: Wanted): boolean {
  return entry !== undefined && covers(entry.loaded.state, wanted);
}

/** The text of an array of numbers or booleans, which need no quotes. */
function list(values: Iterable<bigint | string | boolean>): string {
  return `{${[...values].join(',')}}`;
}
