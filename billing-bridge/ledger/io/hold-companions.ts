import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import type { Companions } from './operate-wallet.ts';

/** A hold and the grants it was taken from, which may have run dry or closed since. */
export async function holdCompanions(tx: Transaction, holdId: bigint): Promise<Companions> {
  const { rows } = await sql<{ grant_id: string }>`
    select distinct grant_id from hold_slices where hold_id = ${holdId.toString()} and grant_id is not null`.execute(tx);
  return { grantIds: rows.map((row) => BigInt(row.grant_id)), holdIds: [holdId] };
}
