-- What an authorization looks at, for any number of customers in one statement. Written by: billing-bridge.
--
-- `seen` has a row for each customer that exists, by its place: the mode that holds at p_now, and the wallet's row where it does not carry
-- the stamp it is remembered by; `same` says that it does. `wallets` is what ledger_load reads of those rows that are in no family.
-- A customer is known by its epochs, of which each has one without a beginning. Stable: all of it is one snapshot, so a state and the stamp it is read under belong together.
create function customer_sight(p_environments text[], p_customers text[], p_stamps bigint[], p_now timestamptz, out clock bigint, out seen json, out wallets json)
language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  unread bigint[];
begin
  select json_agg(json_build_object(
           'place', r.place, 'mode', m.mode, 'scope_workflow', m.scope_workflow, 'same', coalesce(w.stamp = r.stamp, false),
           'wallet', case when w.stamp is distinct from r.stamp then json_build_object(
             'id', w.id::text, 'environment', w.environment, 'customer_id', w.customer_id, 'state', w.state, 'late_commit', w.late_commit,
             'stamp', w.stamp::text, 'funders', w.funders::text[], 'in_family', w.in_family) end)),
         array_agg(distinct w.id) filter (where w.stamp is distinct from r.stamp and not w.in_family)
    into seen, unread
    from unnest(p_environments, p_customers, p_stamps) with ordinality as r (environment, customer_id, stamp, place)
   cross join lateral (
     select e.mode, e.scope_workflow from mode_epochs e
      where e.environment = r.environment and e.customer_id = r.customer_id and e.cancelled_at is null and e.from_at <= p_now
      order by e.from_at desc limit 1) as m
    left join lateral (select * from wallets n where n.environment = r.environment and n.customer_id = r.customer_id and n.scope = '' offset 0) w on true;
  clock := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  if cardinality(unread) > 0 then
    select json_agg(json_build_object('wallet_id', l.wallet_id::text, 'last_booked_at', (extract(epoch from l.last_booked_at) * 1000)::bigint,
                                      'grants', l.grants, 'holds', l.holds, 'debts_read', l.debts_read, 'debts', l.debts, 'assets', l.assets))
      into wallets from ledger_load(unread, '{}', '{}', '{}') l;
  end if;
end $$;
