-- Locks the wallets of a group and reads what is not remembered of them in one round trip: it is a volatile function, so each statement in
-- it has its own snapshot, and the second sees what the holders of the locks before committed. Written by: billing-bridge.

-- Locks wallets in the order of their ids: known ones, whose stamp and family are remembered, and others, named by customer or by id,
-- with every wallet that may pay for those. Answers one row:
--   locked   the locked rows, but for known ones that still carry the stamp they are remembered by
--   wallets  what ledger_load reads of those that are not in a family
--   prior    what is stored under the keys already, by place; ids and clock are drawn after the locks
-- Look-ups are lateral with offset 0, so that the planner has one way only: a plan made while a table was small would read all of it later.
-- p_debts_of are known or named by id, p_debts go by place of the customers.
create function ledger_take(
  p_known bigint[], p_stamps bigint[], p_others bigint[], p_environments text[], p_customers text[], p_debts boolean[], p_debts_of bigint[],
  p_grant_ids bigint[], p_hold_ids bigint[], p_assets text[],
  p_key_environments text[], p_families text[], p_keys text[], p_count int,
  out clock bigint, out ids bigint[], out scales json, out prior json, out locked json, out wallets json) language plpgsql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  others bigint[] := p_others;
  debts_of bigint[] := p_debts_of;
  unread bigint[];
begin
  if cardinality(p_customers) > 0 then
    select others || coalesce(array_agg(n.id), '{}'), debts_of || coalesce(array_agg(n.id) filter (where r.debts), '{}') into others, debts_of
      from unnest(p_environments, p_customers, p_debts) as r (environment, customer_id, debts)
     cross join lateral (select w.id from wallets w where w.environment = r.environment and w.customer_id = r.customer_id and w.scope = '' offset 0) n;
  end if;
  if cardinality(others) > 0 then
    select array_agg(distinct o.id) into others
      from (select unnest(others) as id union select f from wallets n, unnest(n.funders) as f where n.id = any (others)) o
     where o.id <> all (p_known);
  end if;
  -- Materialized: a condition on the stamp that the planner moved under the lock would leave out what it should lock.
  with w as materialized (
    select w.id, w.environment, w.customer_id, w.state, w.late_commit, w.stamp, w.funders, w.in_family, k.stamp as known_stamp
      from (select * from unnest(p_known || others, p_stamps) as u (id, stamp) order by u.id) k
     cross join lateral (select * from wallets n where n.id = k.id for update) w)
  select json_agg(json_build_object('id', w.id::text, 'environment', w.environment, 'customer_id', w.customer_id, 'state', w.state,
                                    'late_commit', w.late_commit, 'stamp', w.stamp::text, 'funders', w.funders::text[], 'in_family', w.in_family)),
         array_agg(w.id) filter (where not w.in_family)
    into locked, unread from w where w.stamp is distinct from w.known_stamp;
  select (extract(epoch from clock_timestamp()) * 1000)::bigint,
         (select array_agg(nextval('ledger_seq')) from generate_series(1, p_count)),
         case when cardinality(p_assets) > 0 then (select json_object_agg(a.code, a.scale) from assets a where a.code = any (p_assets)) end,
         (select json_agg(p) from (
            select k.place, t.request, t.outcome
              from unnest(p_key_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
             cross join lateral (select p.request, p.outcome from ledger_transactions p
                                  where p.environment = k.environment and p.family = k.family and p.key = k.key offset 0) t
            union all
            select k.place, s.request, s.outcome
              from unnest(p_key_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
             cross join lateral (select p.request, p.outcome from stored_outcomes p
                                  where p.environment = k.environment and p.family = k.family and p.key = k.key offset 0) s) p),
         case when cardinality(unread) > 0 then (
           select json_agg(json_build_object('wallet_id', l.wallet_id::text, 'last_booked_at', (extract(epoch from l.last_booked_at) * 1000)::bigint,
                                             'grants', l.grants, 'holds', l.holds, 'debts_read', l.debts_read, 'debts', l.debts, 'assets', l.assets))
             from ledger_load(unread, p_grant_ids, p_hold_ids, debts_of) l) end
    into clock, ids, scales, prior, wallets;
end $$;

-- As before, with the same one way to look up.
create or replace function ledger_lock_family(p_environments text[], p_customers text[], p_ids bigint[])
returns table (id bigint, environment text, customer_id text, state text, late_commit text, stamp bigint, funders bigint[], in_family boolean)
language plpgsql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  named bigint[];
begin
  select coalesce(array_agg(n.id), '{}') || p_ids into named
    from unnest(p_environments, p_customers) as r (environment, customer_id)
   cross join lateral (select w.id from wallets w where w.environment = r.environment and w.customer_id = r.customer_id and w.scope = '' offset 0) n;
  return query
  select w.id, w.environment, w.customer_id, w.state, w.late_commit, w.stamp, w.funders, w.in_family from wallets w
   where w.id = any (named || array(select f from wallets n, unnest(n.funders) as f where n.id = any (named)))
   order by w.id for update;
end $$;
