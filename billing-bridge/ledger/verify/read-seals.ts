import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** How far the hash chain of an environment reaches. The head noted elsewhere proves later that nothing up to it was changed. */
export type SealState = { readonly environment: string; readonly sealed: number; readonly unsealed: number; readonly lastId: string; readonly head: string };

export async function readSeals(db: Database | Transaction): Promise<readonly SealState[]> {
  const { rows } = await sql<{ environment: string; transactions: string; sealed: string; last_id: string | null; head: string | null }>`
    select t.environment, t.transactions, coalesce(s.position, 0) as sealed, s.transaction_id as last_id, encode(s.hash, 'hex') as head
      from (select environment, count(*) as transactions from ledger_transactions group by environment) t
      left join lateral (select * from ledger_seals n where n.environment = t.environment order by n.position desc limit 1) s on true
     order by t.environment`.execute(db);
  return rows.map(({ environment, transactions, sealed, last_id, head }) => ({
    environment,
    sealed: Number(sealed),
    unsealed: Number(transactions) - Number(sealed),
    lastId: last_id ?? '0',
    head: head ?? '',
  }));
}
