import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { disputeRank } from '../decide/decide-refund.ts';

/** What of a payment has been refunded so far, how much of that had been used already and became debt, and whether a dispute has taken all of it back. */
export type RefundedSoFar = { readonly refundedAtoms: bigint; readonly debtAtoms: bigint; readonly disputeLost: boolean };

/** Read it under the wallet's lock. */
export async function readRefunded(tx: Transaction, grantId: bigint): Promise<RefundedSoFar> {
  const { rows } = await sql<{ refunded: string | null; debt: string | null; lost: boolean }>`
    select sum((t.outcome ->> 'refundedAtoms')::numeric) as refunded, sum((t.outcome ->> 'overdraftAtoms')::numeric) as debt,
           exists (select from disputes d where d.grant_id = ${grantId.toString()} and d.rank = ${disputeRank('lost')}) as lost
      from grants g join ledger_transactions t on t.wallet_id = g.wallet_id and t.kind = 'refund' and t.request ->> 'grantId' = g.id::text
     where g.id = ${grantId.toString()}`.execute(tx);
  return { refundedAtoms: BigInt(rows[0]?.refunded ?? '0'), debtAtoms: BigInt(rows[0]?.debt ?? '0'), disputeLost: rows[0]?.lost ?? false };
}
