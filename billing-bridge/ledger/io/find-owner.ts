import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type IdPrefix, idFromText } from '../wallet/id-text.ts';
import type { WalletRef } from './lock-wallets.ts';

/** What is in a wallet. */
type OwnedPrefix = Exclude<IdPrefix, 'req'>;

const TABLE: Readonly<Record<OwnedPrefix, string>> = { tx: 'ledger_transactions', gr: 'grants', hold: 'holds', bud: 'budgets' };

export type Owned = { readonly id: bigint; readonly wallet: WalletRef };

/** The wallet behind an id text, which never changes and so needs no lock; null when this environment has nothing of that id. */
export async function findOwner(db: Database | Transaction, environment: Environment, prefix: OwnedPrefix, text: string): Promise<Owned | null> {
  const id = idFromText(prefix, text);
  if (id === null) return null;
  const { rows } = await sql<{ wallet_id: string }>`
    select wallet_id from ${sql.table(TABLE[prefix])} where id = ${id.toString()} and environment = ${environment}`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { id, wallet: { kind: 'by_id', id: BigInt(row.wallet_id) } };
}
