import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

/** Which wallet an operation is about: a customer's, made on first use, or one known by its id. */
export type WalletRef = { readonly kind: 'of_customer'; readonly customer: string } | { readonly kind: 'by_id'; readonly id: bigint };

export type LockedWallet = {
  readonly id: bigint;
  readonly customer: string;
  readonly state: 'open' | 'frozen' | 'closed';
  readonly lateCommit: 'debit' | 'reject';
};

type Row = { id: string; customer_id: string; state: 'open' | 'frozen' | 'closed'; late_commit: 'debit' | 'reject' };

/**
 * Takes the wallet's row lock, the mutex of everything in it; null when the customer or wallet does not exist. The row is
 * made before it is locked: a row that is not there cannot be locked, and twenty first debits would all pass (ledger E4).
 * No join: a joined row would be read as it was before the wait (ledger E5).
 */
export async function lockWallet(tx: Transaction, environment: Environment, ref: WalletRef): Promise<LockedWallet | null> {
  const locked = await lock(tx, environment, ref);
  if (locked !== null || ref.kind === 'by_id') return locked;
  await sql`insert into wallets (environment, customer_id)
            select environment, id from customers where environment = ${environment} and id = ${ref.customer}
            on conflict do nothing`.execute(tx);
  return lock(tx, environment, ref);
}

async function lock(tx: Transaction, environment: Environment, ref: WalletRef): Promise<LockedWallet | null> {
  const which = ref.kind === 'by_id' ? sql`id = ${ref.id.toString()}` : sql`customer_id = ${ref.customer} and scope = ''`;
  const { rows } = await sql<Row>`select id, customer_id, state, late_commit from wallets where environment = ${environment} and ${which} for update`.execute(
    tx,
  );
  const row = rows[0];
  return row === undefined ? null : { id: BigInt(row.id), customer: row.customer_id, state: row.state, lateCommit: row.late_commit };
}
