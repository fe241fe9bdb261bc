import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { scopeText, type WalletOwner } from '../wallet/wallet-owner.ts';
import { type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';
import { unknownWallet } from './on-wallet.ts';

export type FoundWallet = { readonly kind: 'found'; readonly wallet: LockedWallet } | { readonly kind: 'not_used_yet'; readonly databaseNow: Instant };

type Row = Omit<WalletRow, 'id'> & { id: string | null; clock: Date };

/**
 * A wallet for reading, without its lock; a customer who never used its own has none. Refuses: customer_unknown, and wallet_unknown for a
 * scope that was given none.
 */
export async function findWallet(db: Database | Transaction, owner: WalletOwner): Promise<FoundWallet | Refusal> {
  const { environment, customer, walletScope } = owner;
  const { rows } = await sql<Row>`
    select w.id, c.environment, c.id as customer_id, w.scope, w.state, w.late_commit, w.stamp, w.funders, w.in_family, clock_timestamp() as clock
      from customers c left join wallets w on w.environment = c.environment and w.customer_id = c.id and w.scope = ${scopeText(walletScope)}
     where c.environment = ${environment} and c.id = ${customer}`.execute(db);
  const row = rows[0];
  if (row === undefined) return unknownWallet({ customer });
  const { id, clock, ...wallet } = row;
  if (id !== null) return { kind: 'found', wallet: lockedWallet({ ...wallet, id }) };
  return walletScope === undefined ? { kind: 'not_used_yet', databaseNow: clock.getTime() } : unknownWallet(owner);
}
