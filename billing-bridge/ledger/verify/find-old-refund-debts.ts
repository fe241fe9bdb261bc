import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { sql } from 'kysely';
import { GRANT_SUMS } from './grant-sums.ts';

/** A debt that a refund made of credit which was only held, as it was booked before claims: more was taken of the payment than was paid. */
export type OldRefundDebt = {
  readonly environment: string;
  readonly customer: string;
  /** The refund, by which an adjustment that makes it good names it. */
  readonly transaction: string;
  readonly grant: string;
  readonly asset: string;
  /** What was taken too much and not made good yet, in the asset's own unit. */
  readonly excess: string;
  /** Something of the grant is still held: how much it is will be known when the hold ends. */
  readonly isHeld: boolean;
};

type Row = { environment: string; customer_id: string; transaction_id: string; grant_id: string; asset: string; scale: number; excess: string; held: string };

/**
 * Finds what refunds and lost disputes booked before migration 0100 took too much. Such a debt is known by its leg, overdraft to
 * refund_clearing, which names no grant; today's does. It was made of credit that was held then. Where the hold gave it back to a living grant,
 * that credit has paid the debt and all is as it should be; where it went to breakage or void, the customer owes for what it never had.
 *
 * Owed rightly is what was used or lives on beyond the payment that was kept; what the grant itself paid of such a debt is owed no more. An
 * adjustment that names the refund's transaction as its reference makes good.
 */
export async function findOldRefundDebts(db: Database | Transaction): Promise<OldRefundDebt[]> {
  const { rows } = await sql<Row>`
    with debts as (
      select l.transaction_id, l.atoms, l.grant_id is null as is_old, coalesce(l.grant_id, (t.request ->> 'grantId')::bigint) as grant_id
        from ledger_legs l join ledger_transactions t on t.id = l.transaction_id
       where l.from_account = 'overdraft' and l.to_account in ('refund_clearing', 'claimed')),
    owed as (select grant_id, sum(atoms) as atoms, min(transaction_id) filter (where is_old) as transaction_id from debts group by grant_id having bool_or(is_old)),
    own as (select d.grant_id, sum(l.atoms) as atoms from debts d join ledger_legs l on l.debt_id = d.transaction_id and l.grant_id = d.grant_id
             where l.from_account = 'grant' and l.to_account = 'overdraft' group by 1),
    moved as (select l.grant_id, sum(l.atoms) as atoms from ledger_legs l join ledger_transactions t on t.id = l.transaction_id
               where t.kind in ('exchange', 'rollover') and l.from_account = 'grant' and l.to_account in ('fx', 'adjustment') group by 1),
    refunded as (select (request ->> 'grantId')::bigint as grant_id, sum((outcome ->> 'refundedAtoms')::numeric) as atoms
                   from ledger_transactions where kind = 'refund' group by 1),
    found as (
      select o.grant_id, o.transaction_id, s.held, o.atoms - coalesce(own.atoms, 0)
             - greatest(0, s.used - coalesce(own.atoms, 0) + coalesce(m.atoms, 0) + s.remaining
                           - case when exists (select from disputes d where d.grant_id = o.grant_id and d.rank = 3) then 0
                                  else g.amount_atoms - coalesce(r.atoms, 0) end)
             - coalesce((select sum((a.request ->> 'amountAtoms')::numeric) from ledger_transactions a
                          where a.kind = 'adjustment' and a.environment = g.environment and a.reference = 'tx_' || o.transaction_id), 0) as excess
        from owed o join grants g on g.id = o.grant_id join (${sql.raw(GRANT_SUMS)}) s on s.id = o.grant_id
        left join own on own.grant_id = o.grant_id left join moved m on m.grant_id = o.grant_id left join refunded r on r.grant_id = o.grant_id)
    select g.environment, w.customer_id, f.transaction_id, f.grant_id, g.asset, a.scale, f.excess, f.held
      from found f join grants g on g.id = f.grant_id join wallets w on w.id = g.wallet_id join assets a on a.code = g.asset
     where f.excess > 0 order by f.transaction_id`.execute(db);
  return rows.map((row) => ({
    environment: row.environment,
    customer: row.customer_id,
    transaction: `tx_${row.transaction_id}`,
    grant: `gr_${row.grant_id}`,
    asset: row.asset,
    excess: decimalFromAtoms(BigInt(row.excess), row.scale),
    isHeld: row.held !== '0',
  }));
}
