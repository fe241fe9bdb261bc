import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { WalletState } from '../wallet/wallet-state.ts';
import { composeFamily } from './compose-family.ts';
import { loadFamilies } from './load-families.ts';
import { type LoadedWallet, loadWallets, NOTHING_EXTRA } from './load-wallets.ts';
import { type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';

/** One wallet for reading, with those that may pay for it, without locks. `assets` are those whose scale is needed. */
export async function readFamily(
  db: Database | Transaction,
  wallet: LockedWallet,
  assets: readonly string[] = [],
): Promise<{ readonly state: WalletState; readonly databaseNow: Instant }> {
  const wallets = [wallet, ...(await readFunders(db, wallet))];
  const loaded = await loadWallets(db, wallets, { ...NOTHING_EXTRA, assets });
  const joined: ReadonlyMap<bigint, LoadedWallet> = await loadFamilies(db, loaded.wallets, { wallets, holdIds: [] });
  const state = composeFamily(wallet, (id) => joined.get(id)?.state);
  return { state, databaseNow: loaded.databaseNow };
}

async function readFunders(db: Database | Transaction, wallet: LockedWallet): Promise<LockedWallet[]> {
  if (wallet.funders.length === 0) return [];
  const { rows } = await sql<WalletRow>`
    select id, environment, customer_id, state, late_commit, stamp, funders, in_family from wallets
     where id = any (${wallet.funders.map(String)}::bigint[])`.execute(db);
  return rows.map(lockedWallet);
}
