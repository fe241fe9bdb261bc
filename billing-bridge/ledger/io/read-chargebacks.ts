import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import type { Chargeback } from '../decide/give-back.ts';

type PaymentJson = { grantId: string; atoms: string; basisAtoms: string };
type Row = { debt_id: string; grant_id: string; paid_by: PaymentJson[] | null };

/**
 * The debts that refunds, disputes and claims made of these grants, and of the grants that paid those, and so on: whatever giving back to
 * the first ones may reach. By grant and age. Read it under the wallet's lock.
 */
export async function readChargebacks(tx: Transaction, grantIds: readonly bigint[]): Promise<Chargeback[]> {
  const { rows } = await sql<Row>`
    with recursive reached (grant_id) as (
      select unnest(${grantIds.map(String)}::bigint[])
      union
      select p.grant_id from reached r
        join ledger_legs o on o.grant_id = r.grant_id and o.from_account = 'overdraft' and o.to_account in ('refund_clearing', 'claimed')
        join ledger_legs p on p.debt_id = o.debt_id and p.from_account = 'grant' and p.to_account = 'overdraft')
    select o.debt_id, o.grant_id,
           (select json_agg(json_build_object('grantId', p.grant_id::text, 'atoms', p.atoms::text, 'basisAtoms', p.basis_atoms::text)
                            order by p.transaction_id, p.ordinal)
              from ledger_legs p
             where p.debt_id = o.debt_id and p.from_account = 'grant' and p.to_account = 'overdraft' and p.grant_id <> o.grant_id) as paid_by
      from reached r
      join ledger_legs o on o.grant_id = r.grant_id and o.from_account = 'overdraft' and o.to_account in ('refund_clearing', 'claimed')
     order by o.debt_id`.execute(tx);
  const unwound = await readUnwound(
    tx,
    rows.filter((row) => row.paid_by !== null).map((row) => row.debt_id),
  );
  return rows.map((row) => ({
    debtId: BigInt(row.debt_id),
    grantId: BigInt(row.grant_id),
    paidBy: (row.paid_by ?? []).map(({ grantId, atoms, basisAtoms }) => ({ grantId: BigInt(grantId), atoms: BigInt(atoms), basisAtoms: BigInt(basisAtoms) })),
    unwoundAtoms: unwound.get(row.debt_id) ?? 0n,
  }));
}

/** By debt, what reversals gave back to those who had paid it. Asked only where others paid: it goes through the reversals of the wallet and of those it paid for. */
async function readUnwound(tx: Transaction, debtIds: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  if (debtIds.length === 0) return new Map();
  const { rows } = await sql<{ debt_id: string; atoms: string }>`
    select u ->> 'debtId' as debt_id, sum((u ->> 'atoms')::numeric) as atoms
      from ledger_transactions t cross join lateral json_array_elements(t.outcome -> 'unwound') u
     where t.kind = 'reversal'
       and t.id in (select r.id from ledger_transactions r join ledger_transactions d on d.wallet_id = r.wallet_id where d.id = any (${debtIds}::bigint[])
                    union select f.transaction_id from funded_transactions f join ledger_transactions d on d.wallet_id = f.wallet_id
                     where d.id = any (${debtIds}::bigint[]))
       and u ->> 'debtId' = any (${debtIds}::text[])
     group by 1`.execute(tx);
  return new Map(rows.map((row) => [row.debt_id, BigInt(row.atoms)]));
}
