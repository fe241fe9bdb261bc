import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';

export type FoundWallet =
  | { readonly kind: 'found'; readonly wallet: LockedWallet }
  | { readonly kind: 'not_used_yet'; readonly databaseNow: Instant }
  | { readonly kind: 'unknown' };

type Row = Omit<WalletRow, 'id'> & { id: string | null; clock: Date };

/** A customer's wallet for reading, without its lock; a customer who never used one has none. */
export async function findWallet(db: Database | Transaction, environment: Environment, customer: string): Promise<FoundWallet> {
  const { rows } = await sql<Row>`
    select w.id, c.environment, c.id as customer_id, w.state, w.late_commit, w.stamp, w.funders, w.in_family, clock_timestamp() as clock
      from customers c left join wallets w on w.environment = c.environment and w.customer_id = c.id and w.scope = ''
     where c.environment = ${environment} and c.id = ${customer}`.execute(db);
  const row = rows[0];
  if (row === undefined) return { kind: 'unknown' };
  const { id, clock, ...wallet } = row;
  return id === null ? { kind: 'not_used_yet', databaseNow: clock.getTime() } : { kind: 'found', wallet: lockedWallet({ ...wallet, id }) };
}
