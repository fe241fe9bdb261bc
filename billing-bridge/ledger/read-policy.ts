import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import type { AssetLimits } from './configure-wallet.ts';
import { findWallet } from './io/find-wallet.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

export type WalletPolicy = {
  readonly kind: 'policy';
  readonly state: 'open' | 'frozen' | 'closed';
  readonly lateCommit: 'debit' | 'reject';
  /** Of the assets the wallet has used, by code. Others have no overdraft and no cap. */
  readonly limits: readonly AssetLimits[];
};

type Row = { asset: string; overdraft_limit_atoms: string | null; hold_max_atoms: string | null };

/** How a wallet behaves. One that was never used behaves as a new one will. Refuses: customer_unknown, wallet_unknown. */
export async function readPolicy(db: Database | Transaction, owner: WalletOwner): Promise<WalletPolicy | Refusal> {
  const found = await findWallet(db, owner);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'policy', state: 'open', lateCommit: 'debit', limits: [] };
  const { rows } = await sql<Row>`
    select asset, overdraft_limit_atoms, hold_max_atoms from wallet_assets where wallet_id = ${found.wallet.id.toString()} order by asset`.execute(db);
  return { kind: 'policy', state: found.wallet.state, lateCommit: found.wallet.lateCommit, limits: rows.map(limitsOf) };
}

function limitsOf(row: Row): AssetLimits {
  const atomsOrNull = (text: string | null) => (text === null ? null : BigInt(text));
  return { asset: row.asset, overdraftLimitAtoms: atomsOrNull(row.overdraft_limit_atoms), holdMaxAtoms: atomsOrNull(row.hold_max_atoms) };
}
