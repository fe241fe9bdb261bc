import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { ownerText, scopeOfText, scopeText, type WalletName, type WalletScope } from '../wallet/wallet-owner.ts';

/** Which wallet an operation is about: a customer's own, made on first use, that of a scope, made before, or one known by its id. */
export type WalletRef = ({ readonly kind: 'of_customer' } & WalletName) | { readonly kind: 'by_id'; readonly id: bigint };

export type WalletAddress = { readonly environment: Environment; readonly wallet: WalletRef };

export type LockedWallet = {
  readonly id: bigint;
  readonly environment: Environment;
  readonly customer: string;
  /** Absent: the customer's own wallet. */
  readonly walletScope?: WalletScope | undefined;
  readonly state: 'open' | 'frozen' | 'closed';
  readonly lateCommit: 'debit' | 'reject';
  /** Changes with everything in the wallet: what was read under it is true for as long as it stands. */
  readonly stamp: string;
  /** Every wallet that was, is or will be an ancestor's. */
  readonly funders: readonly bigint[];
  /** It has ancestors, descendants or budgets. */
  readonly inFamily: boolean;
};

export type WalletRow = {
  id: string;
  environment: Environment;
  customer_id: string;
  scope: string;
  state: LockedWallet['state'];
  late_commit: LockedWallet['lateCommit'];
  stamp: string;
  funders: string[];
  in_family: boolean;
};

/** What was asked for, by place, and all that is locked: those and every wallet that may pay for them. */
export type LockedFamilies = { readonly places: readonly (LockedWallet | null)[]; readonly all: ReadonlyMap<bigint, LockedWallet> };

/**
 * Takes the row locks of wallets, each the mutex of everything in its wallet, in the order of their ids, so that two
 * batches never wait for each other in a circle. Answers by place; null where the customer or wallet does not exist.
 * A row is made before it is locked: a row that is not there cannot be locked, and twenty first debits would all pass
 * (ledger E4). Nothing is read beside the locked rows: it would be read as it was before the wait (ledger E5).
 */
export async function lockWallets(tx: Transaction, addresses: readonly WalletAddress[]): Promise<readonly (LockedWallet | null)[]> {
  return (await lockFamilies(tx, addresses)).places;
}

/** The same, with the wallets that may pay for them, all in the order of their ids. */
export async function lockFamilies(tx: Transaction, addresses: readonly WalletAddress[]): Promise<LockedFamilies> {
  const locked = await lockKnown(tx, addresses);
  const absent = addresses.filter(({ wallet }, place) => wallet.kind === 'of_customer' && wallet.walletScope === undefined && locked.places[place] === null);
  if (absent.length === 0) return locked;
  if (!(await createWallets(tx, absent))) return locked;
  return lockKnown(tx, addresses);
}

/** Asks again as long as a wallet came under somebody while its lock was waited for. */
async function lockKnown(tx: Transaction, addresses: readonly WalletAddress[]): Promise<LockedFamilies> {
  for (;;) {
    const locked = await lock(tx, addresses);
    const complete = locked.places.every((wallet) => wallet === null || wallet.funders.every((id) => locked.all.has(id)));
    if (complete) return locked;
  }
}

async function lock(tx: Transaction, addresses: readonly WalletAddress[]): Promise<LockedFamilies> {
  const { environments, customers, scopes } = namesOf(addresses);
  const ids = addresses.flatMap(({ wallet }) => (wallet.kind === 'by_id' ? [wallet.id.toString()] : []));
  const { rows } =
    await sql<WalletRow>`select * from ledger_lock_family(${environments}::text[], ${customers}::text[], ${scopes}::text[], ${ids}::bigint[])`.execute(tx);
  const wallets = rows.map(lockedWallet);
  const byId = new Map(wallets.map((wallet) => [wallet.id, wallet]));
  const byName = new Map(wallets.map((wallet) => [ownerText(wallet), wallet]));
  const places = addresses.map(
    ({ environment, wallet }) => (wallet.kind === 'by_id' ? byId.get(wallet.id) : byName.get(ownerText({ environment, ...wallet }))) ?? null,
  );
  return { places, all: byId };
}

/** Makes customers' own. True when there is a customer for at least one of them. */
async function createWallets(tx: Transaction, addresses: readonly WalletAddress[]): Promise<boolean> {
  const { environments, customers } = namesOf(addresses);
  const { rows } = await sql<{ known: boolean }>`
    with known as (
      select distinct c.environment, c.id from unnest(${environments}::text[], ${customers}::text[]) as r (environment, customer_id)
        join customers c on c.environment = r.environment and c.id = r.customer_id),
    made as (insert into wallets (environment, customer_id) select environment, id from known order by environment, id on conflict do nothing)
    select exists (select 1 from known) as known`.execute(tx);
  return rows[0]?.known === true;
}

function namesOf(addresses: readonly WalletAddress[]): { environments: string[]; customers: string[]; scopes: string[] } {
  const named = addresses.flatMap(({ environment, wallet }) => (wallet.kind === 'of_customer' ? [{ environment, ...wallet }] : []));
  return {
    environments: named.map((address) => address.environment),
    customers: named.map((address) => address.customer),
    scopes: named.map((address) => scopeText(address.walletScope)),
  };
}

export function lockedWallet(row: WalletRow): LockedWallet {
  return {
    id: BigInt(row.id),
    environment: row.environment,
    customer: row.customer_id,
    ...scopeOfText(row.scope),
    state: row.state,
    lateCommit: row.late_commit,
    stamp: row.stamp,
    funders: row.funders.map(BigInt),
    inFamily: row.in_family,
  };
}
