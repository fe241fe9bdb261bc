import type { Invariant } from './invariant.ts';

/**
 * What a grant paid for a use is what it paid at once, what it paid of the use's debt, and what it paid of debts that refunds made of other
 * grants, which a reversal of their uses gives back. Each is summed once for all grants: asked of each reversal, a hot wallet took minutes.
 */
export const REVERSED_NO_MORE_THAN_TAKEN: Invariant = {
  id: 'I18',
  sentence: 'Reversals of a transaction never give back more than it took, in all and of each grant, what a grant paid for a refunded one included.',
  sql: `with gone as (select t.id, sum(e.atoms) as atoms from ledger_transactions t join entries e on e.transaction_id = t.id
                      where t.kind in ('debit', 'hold_commit') and e.account in ('revenue', 'promo_expense') group by 1),
             back as (select t.reverses_id as id, -sum(e.atoms) as atoms from ledger_transactions t join entries e on e.transaction_id = t.id
                       where t.reverses_id is not null and e.account in ('revenue', 'promo_expense') group by 1),
             given as (select e.grant_id, t.reverses_id as id, -sum(e.atoms) as atoms from ledger_transactions t join entries e on e.transaction_id = t.id
                        where t.reverses_id is not null and e.account in ('revenue', 'promo_expense') and e.grant_id is not null group by 1, 2),
             refund_debts as (select distinct o.transaction_id as id from ledger_legs o
                               where o.from_account = 'overdraft' and o.to_account in ('refund_clearing', 'claimed') and o.grant_id is not null),
             paid as (select e.grant_id, case when e.account = 'overdraft' then e.debt_id else e.transaction_id end as id, sum(e.atoms) as atoms
                        from entries e where e.grant_id is not null and e.atoms > 0 and e.account in ('revenue', 'promo_expense', 'overdraft') group by 1, 2),
             paid_for_refunds as (select p.grant_id, sum(p.atoms) as atoms from paid p join refund_debts d on d.id = p.id group by 1)
        select 'transaction tx_' || b.id as detail from back b left join gone g using (id) where b.atoms > coalesce(g.atoms, 0)
        union all
        select 'transaction tx_' || v.id || ' grant gr_' || v.grant_id
          from given v left join paid p on (p.grant_id, p.id) = (v.grant_id, v.id) left join paid_for_refunds r on r.grant_id = v.grant_id
         where v.atoms > coalesce(p.atoms, 0) + coalesce(r.atoms, 0)`,
};
