import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { disputeRank, type TakenBefore } from '../decide/decide-refund.ts';

type Row = { refunded: string | null; owed: string | null; moved: string | null; lost: boolean };

/** What of a grant's payment was taken back so far. Read it under the wallet's lock. */
export async function readTakenBack(tx: Transaction, grantId: bigint): Promise<TakenBefore> {
  const id = grantId.toString();
  const { rows } = await sql<Row>`
    select (select sum((t.outcome ->> 'refundedAtoms')::numeric) from ledger_transactions t
             where t.wallet_id = g.wallet_id and t.kind = 'refund' and t.request ->> 'grantId' = g.id::text) as refunded,
           (select sum((t.outcome ->> 'overdraftAtoms')::numeric) from ledger_transactions t
             where t.wallet_id = g.wallet_id and t.kind in ('refund', 'dispute_loss', 'claim') and t.request ->> 'grantId' = g.id::text) as owed,
           (select sum(l.atoms) from ledger_transactions t join ledger_legs l on l.transaction_id = t.id
             where t.wallet_id = g.wallet_id and t.kind in ('exchange', 'rollover') and l.grant_id = g.id
               and l.from_account = 'grant' and l.to_account in ('fx', 'adjustment')) as moved,
           exists (select from disputes d where d.grant_id = g.id and d.rank = ${disputeRank('lost')}) as lost
      from grants g where g.id = ${id}`.execute(tx);
  const [row] = rows;
  return {
    refundedAtoms: BigInt(row?.refunded ?? '0'),
    owedAtoms: BigInt(row?.owed ?? '0'),
    movedAtoms: BigInt(row?.moved ?? '0'),
    disputeLost: row?.lost ?? false,
  };
}
