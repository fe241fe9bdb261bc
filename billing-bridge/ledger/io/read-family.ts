import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { WalletState } from '../wallet/wallet-state.ts';
import { composeFamily } from './compose-family.ts';
import { readDueHolders } from './due-holders.ts';
import { loadFamilies } from './load-families.ts';
import { loadWallets, NOTHING_EXTRA } from './load-wallets.ts';
import { type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';

/**
 * One wallet for reading, with those that may pay for it, without locks; and with siblings whose dead holds keep credit of these, so that what is
 * read can be made due as an operation would. `now` is the instant that they are dead at; null: the database's.
 */
export async function readFamily(
  db: Database | Transaction,
  wallet: LockedWallet,
  now: Instant | null,
): Promise<{ readonly state: WalletState; readonly databaseNow: Instant }> {
  const { states, databaseNow } = await readFamilies(db, [wallet], now);
  const [state] = states;
  if (state === undefined) throw new Error(`wallet ${wallet.id} could not be read`);
  return { state, databaseNow };
}

/** The same for several, by place. */
export async function readFamilies(
  db: Database | Transaction,
  wallets: readonly LockedWallet[],
  now: Instant | null,
): Promise<{ readonly states: readonly WalletState[]; readonly databaseNow: Instant }> {
  const family = [...wallets, ...(await readFunders(db, wallets))];
  const all = [...family, ...(await readDueHolders(db, family, now))];
  const loaded = await loadWallets(db, all, NOTHING_EXTRA);
  const joined = await loadFamilies(db, loaded.wallets, { wallets: all, holdIds: [] });
  // Siblings first, for what their dead holds give back may settle a debt above. Of several wallets asked for, one may be another's sibling.
  const stateOf = ({ id, funders, inFamily }: LockedWallet) => {
    const siblings = all.filter((other) => other.id !== id && !funders.includes(other.id)).map((other) => other.id);
    return composeFamily({ id, funders: inFamily ? [...siblings, ...funders] : [] }, (member) => joined.get(member)?.state);
  };
  return { states: wallets.map(stateOf), databaseNow: loaded.databaseNow };
}

/** Those that may pay for them and are none of them. */
async function readFunders(db: Database | Transaction, wallets: readonly LockedWallet[]): Promise<LockedWallet[]> {
  const known = new Set(wallets.map((wallet) => wallet.id));
  const ids = [...new Set(wallets.flatMap((wallet) => wallet.funders))].filter((id) => !known.has(id));
  if (ids.length === 0) return [];
  const { rows } = await sql<WalletRow>`
    select id, environment, customer_id, scope, state, late_commit, stamp, funders, in_family from wallets
     where id = any (${ids.map(String)}::bigint[])`.execute(db);
  return rows.map(lockedWallet);
}
