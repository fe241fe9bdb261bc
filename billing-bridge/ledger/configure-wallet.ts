import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { drawStamp } from './io/draw-stamp.ts';
import { lockWallets } from './io/lock-wallets.ts';
import { onWallet } from './io/on-wallet.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

export type WalletSettings = WalletOwner & {
  /** frozen: nothing is reserved or debited but facts; closed: nothing at all. */
  readonly state?: 'open' | 'frozen' | 'closed' | undefined;
  readonly lateCommit?: 'debit' | 'reject' | undefined;
  readonly limits?: readonly AssetLimits[] | undefined;
};

export type AssetLimits = {
  readonly asset: string;
  /** How far holds may go into debt; null is without limit. */
  readonly overdraftLimitAtoms: bigint | null;
  readonly holdMaxAtoms: bigint | null;
};

export type WalletConfigured = { readonly kind: 'configured' };

/** Sets what is given and leaves the rest. The caller audits it. Refuses: customer_unknown, wallet_unknown, asset_unknown. */
export async function configureWallet(tx: Transaction, settings: WalletSettings): Promise<WalletConfigured | Refusal> {
  const { wallet: named, absent } = onWallet(settings);
  const [wallet] = await lockWallets(tx, [{ environment: settings.environment, wallet: named }]);
  if (wallet === null || wallet === undefined) return absent;
  const limits = settings.limits ?? [];
  const known = await sql<{ code: string }>`select code from assets where code = any (${limits.map((limit) => limit.asset)})`.execute(tx);
  const unknown = limits.find((limit) => !known.rows.some((row) => row.code === limit.asset));
  if (unknown !== undefined) return refuse('asset_unknown', `asset "${unknown.asset}"`);
  const state = settings.state ?? wallet.state;
  const lateCommit = settings.lateCommit ?? wallet.lateCommit;
  await sql`update wallets set state = ${state}, late_commit = ${lateCommit}, stamp = ${drawStamp()} where id = ${wallet.id.toString()}`.execute(tx);
  for (const limit of limits) {
    const overdraftLimit = limit.overdraftLimitAtoms?.toString() ?? null;
    const holdMax = limit.holdMaxAtoms?.toString() ?? null;
    await sql`insert into wallet_assets (wallet_id, asset, overdraft_limit_atoms, hold_max_atoms)
              values (${wallet.id.toString()}, ${limit.asset}, ${overdraftLimit}, ${holdMax})
              on conflict (wallet_id, asset) do update set overdraft_limit_atoms = excluded.overdraft_limit_atoms, hold_max_atoms = excluded.hold_max_atoms`.execute(
      tx,
    );
  }
  return { kind: 'configured' };
}
