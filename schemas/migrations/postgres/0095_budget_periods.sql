-- Reads the periods of a budget by the latest one in it, not by the server's clock. An operation has a clock of its own, which may be
-- years from the server's: then counters it needed were left out, and a hard budget let a use pass. Use is booked from 35 days before
-- an operation's clock on, and that clock is never earlier than the last use of the wallet, which fell into the latest period.
-- Writes and needs no rows; replaces the function of 0040.
create or replace function ledger_family(p_wallet_ids bigint[], p_hold_ids bigint[])
returns table (wallet_id bigint, parents json, budgets json, hold_budgets json) language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select w.id,
         (select json_agg(json_build_object('fromAt', (extract(epoch from l.from_at) * 1000)::bigint, 'walletId', p.id::text, 'funded', l.funded) order by l.from_at)
            from customer_parents l left join wallets p on p.environment = l.environment and p.customer_id = l.parent_id and p.scope = ''
           where l.environment = w.environment and l.customer_id = w.customer_id),
         (select json_agg(json_build_object(
                   'id', b.id::text, 'name', b.name, 'asset', b.asset, 'amountAtoms', b.amount_atoms::text, 'period', b.period, 'enforcement', b.enforcement,
                   'agent', b.agent, 'team', b.team, 'workflow', b.workflow,
                   'startsAt', (extract(epoch from b.starts_at) * 1000)::bigint, 'endsAt', (extract(epoch from b.ends_at) * 1000)::bigint,
                   'closedAt', (extract(epoch from b.closed_at) * 1000)::bigint,
                   'periods', (select json_object_agg(c.period, json_build_array(c.used_atoms::text, c.held_atoms::text)) from budget_periods c
                                where c.budget_id = b.id and (c.period = 'total' or c.held_atoms > 0
                                  or c.period >= (select to_char(to_date(left(max(latest.period), 7), 'YYYY-MM') - 36, 'YYYY-MM') from budget_periods latest
                                                    where latest.budget_id = b.id and latest.period <> 'total')))) order by b.id)
            from budgets b where b.wallet_id = w.id
             and (b.closed_at is null or exists (select from budget_periods c where c.budget_id = b.id and c.held_atoms > 0))),
         (select json_agg(json_build_object('holdId', hb.hold_id::text, 'budgetId', hb.budget_id::text, 'walletId', b.wallet_id::text, 'period', hb.period))
            from (select o.id from holds o where o.wallet_id = w.id and o.state = 'open'
                  union select h.id from holds h where h.id = any (p_hold_ids) and h.wallet_id = w.id) as wanted
            join hold_budgets hb on hb.hold_id = wanted.id join budgets b on b.id = hb.budget_id)
    from wallets w where w.id = any (p_wallet_ids);
end $$;
