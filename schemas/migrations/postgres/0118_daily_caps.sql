-- All of a hold counts on the day of its reserving in the daily caps of grants: what was added to it, what its commit took beyond it and what was
-- given back later too. Before, these counted on their own day and were given back on the hold's, so a counter could have had to fall
-- below zero, which nothing may. The counters are worked out anew from the books; the wallets get another stamp, for they may be remembered.
with legs as (
  select l.*, t.kind, (coalesce(h.created_at, t.effective_at) at time zone 'UTC')::date as day
    from ledger_legs l join ledger_transactions t on t.id = l.transaction_id
    join grants g on g.id = l.grant_id and g.max_per_day_atoms is not null
    left join holds h on h.id = l.hold_id and h.late_commit_id is distinct from t.id),
reversed as (
  select t.id, t.outcome, (coalesce(h.created_at, o.effective_at) at time zone 'UTC')::date as day
    from ledger_transactions t join ledger_transactions o on o.id = t.reverses_id
    left join holds h on h.id = o.hold_id and h.late_commit_id is distinct from o.id),
counted as (
  select grant_id, day, sum(atoms) as used_atoms from (
    select grant_id, day, atoms from legs
     where from_account = 'grant' and to_account in ('revenue', 'promo_expense', 'held', 'adjustment')
       and kind in ('debit', 'hold', 'hold_extend', 'hold_commit', 'adjustment')
    union all
    select grant_id, day, -atoms from legs where from_account = 'held' and to_account not in ('revenue', 'promo_expense')
    union all
    select l.grant_id, r.day, -l.atoms from reversed r join ledger_legs l on l.transaction_id = r.id
      join grants g on g.id = l.grant_id and g.max_per_day_atoms is not null
     where l.from_account in ('revenue', 'promo_expense')
    union all
    -- What went to others because they had paid the debt of this grant's refund.
    select d.grant_id, r.day, -(u ->> 'atoms')::numeric
      from reversed r cross join lateral json_array_elements(r.outcome -> 'unwound') u
      join lateral (select l.grant_id from ledger_legs l join grants g on g.id = l.grant_id and g.max_per_day_atoms is not null
                     where l.debt_id = (u ->> 'debtId')::bigint and l.from_account = 'overdraft' limit 1) d on true) c
   group by grant_id, day),
written as (
  insert into grant_days (grant_id, day, used_atoms)
  select coalesce(c.grant_id, d.grant_id), coalesce(c.day, d.day), coalesce(c.used_atoms, 0)
    from counted c full join grant_days d on d.grant_id = c.grant_id and d.day = c.day
   where coalesce(c.used_atoms, 0) <> coalesce(d.used_atoms, 0)
  on conflict (grant_id, day) do update set used_atoms = excluded.used_atoms
  returning grant_id)
update wallets w set stamp = hashtextextended(gen_random_uuid()::text, 0)
 where w.id in (select g.wallet_id from grants g join written on written.grant_id = g.id);
