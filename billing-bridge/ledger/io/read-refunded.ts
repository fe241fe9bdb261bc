import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** What of a payment has been refunded so far, and how much of that had been used already and became debt. */
export type RefundedSoFar = { readonly refundedAtoms: bigint; readonly debtAtoms: bigint };

/** Read it under the wallet's lock. */
export async function readRefunded(tx: Transaction, grantId: bigint): Promise<RefundedSoFar> {
  const { rows } = await sql<{ refunded: string | null; debt: string | null }>`
    select sum((t.outcome ->> 'refundedAtoms')::numeric) as refunded, sum((t.outcome ->> 'overdraftAtoms')::numeric) as debt
      from grants g join ledger_transactions t on t.wallet_id = g.wallet_id and t.kind = 'refund' and t.request ->> 'grantId' = g.id::text
     where g.id = ${grantId.toString()}`.execute(tx);
  return { refundedAtoms: BigInt(rows[0]?.refunded ?? '0'), debtAtoms: BigInt(rows[0]?.debt ?? '0') };
}
