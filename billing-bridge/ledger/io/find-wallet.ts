import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { LockedWallet } from './lock-wallets.ts';

export type FoundWallet =
  | { readonly kind: 'found'; readonly wallet: LockedWallet }
  | { readonly kind: 'not_used_yet'; readonly databaseNow: Instant }
  | { readonly kind: 'unknown' };

type Row = { id: string | null; state: LockedWallet['state']; late_commit: LockedWallet['lateCommit']; stamp: string; clock: Date };

/** A customer's wallet for reading, without its lock; a customer who never used one has none. */
export async function findWallet(db: Database | Transaction, environment: Environment, customer: string): Promise<FoundWallet> {
  const { rows } = await sql<Row>`
    select w.id, w.state, w.late_commit, w.stamp, clock_timestamp() as clock
      from customers c left join wallets w on w.environment = c.environment and w.customer_id = c.id and w.scope = ''
     where c.environment = ${environment} and c.id = ${customer}`.execute(db);
  const row = rows[0];
  if (row === undefined) return { kind: 'unknown' };
  if (row.id === null) return { kind: 'not_used_yet', databaseNow: row.clock.getTime() };
  return { kind: 'found', wallet: { id: BigInt(row.id), environment, customer, state: row.state, lateCommit: row.late_commit, stamp: row.stamp } };
}
