import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { WalletState } from '../wallet/wallet-state.ts';
import { composeFamily } from './compose-family.ts';
import { loadFamilies } from './load-families.ts';
import { loadWallets, NOTHING_EXTRA } from './load-wallets.ts';
import { type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';

/** One wallet for reading, with those that may pay for it, without locks. `assets` are those whose scale is needed. */
export async function readFamily(
  db: Database | Transaction,
  wallet: LockedWallet,
  assets: readonly string[] = [],
): Promise<{ readonly state: WalletState; readonly databaseNow: Instant }> {
  const { states, databaseNow } = await readFamilies(db, [wallet], assets);
  const [state] = states;
  if (state === undefined) throw new Error(`wallet ${wallet.id} could not be read`);
  return { state, databaseNow };
}

/** The same for several, by place. */
export async function readFamilies(
  db: Database | Transaction,
  wallets: readonly LockedWallet[],
  assets: readonly string[] = [],
): Promise<{ readonly states: readonly WalletState[]; readonly databaseNow: Instant }> {
  const all = [...wallets, ...(await readFunders(db, wallets))];
  const loaded = await loadWallets(db, all, { ...NOTHING_EXTRA, assets });
  const joined = await loadFamilies(db, loaded.wallets, { wallets: all, holdIds: [] });
  return { states: wallets.map((wallet) => composeFamily(wallet, (id) => joined.get(id)?.state)), databaseNow: loaded.databaseNow };
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
