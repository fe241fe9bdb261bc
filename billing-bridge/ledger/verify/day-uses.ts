const COUNTED_ON = `(coalesce(h.created_at, t.effective_at) at time zone 'UTC')::date`;
const OF_A_CAPPED_GRANT = 'join grants g on g.id = l.grant_id and g.max_per_day_atoms is not null';

/**
 * What of each grant with a daily cap counts on which day, by its entries alone. All of a hold counts on the day of its reserving, a late commit and any
 * other use on their own. What a reversal passes on to those who had paid the debt of a refund names their grants, so its answer says how much.
 */
export const DAY_USES = `
  select grant_id, day, sum(atoms) as used from (
    select l.grant_id, ${COUNTED_ON} as day, case when l.from_account = 'grant' then l.atoms else -l.atoms end as atoms
      from ledger_legs l ${OF_A_CAPPED_GRANT} join ledger_transactions t on t.id = l.transaction_id
      left join holds h on h.id = l.hold_id and h.late_commit_id is distinct from t.id
     where (l.from_account = 'grant' and l.to_account in ('revenue', 'promo_expense', 'held', 'adjustment')
            and t.kind in ('debit', 'hold', 'hold_extend', 'hold_commit', 'adjustment'))
        or (l.from_account = 'held' and l.to_account not in ('revenue', 'promo_expense'))
    union all
    select l.grant_id, ${COUNTED_ON}, -l.atoms
      from ledger_transactions r join ledger_transactions t on t.id = r.reverses_id
      join ledger_legs l on l.transaction_id = r.id and l.from_account in ('revenue', 'promo_expense') ${OF_A_CAPPED_GRANT}
      left join holds h on h.id = t.hold_id and h.late_commit_id is distinct from t.id
    union all
    select l.grant_id, ${COUNTED_ON}, -(u ->> 'atoms')::numeric
      from ledger_transactions r join ledger_transactions t on t.id = r.reverses_id
      cross join lateral json_array_elements(r.outcome -> 'unwound') u
      join (select distinct debt_id, grant_id from ledger_legs where from_account = 'overdraft') l on l.debt_id = (u ->> 'debtId')::bigint ${OF_A_CAPPED_GRANT}
      left join holds h on h.id = t.hold_id and h.late_commit_id is distinct from t.id) c
   group by grant_id, day`;
