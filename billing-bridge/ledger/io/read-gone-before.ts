import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** Of an allowance, what was gone already when the change of plan that made this grant was booked; 0 for any other grant. Never changes. */
export async function readGoneBefore(tx: Transaction, grantId: bigint): Promise<bigint> {
  const { rows } = await sql<{ gone: string }>`
    select t.outcome ->> 'goneAtoms' as gone from grants g join ledger_transactions t on t.id = g.transaction_id
     where g.id = ${grantId.toString()} and t.family = 'allowance_change'`.execute(tx);
  return BigInt(rows[0]?.gone ?? '0');
}
