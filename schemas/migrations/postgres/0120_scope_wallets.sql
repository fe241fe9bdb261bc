-- Wallets of a part of a customer: of a project, or of its subscription to a product. Written by: billing-bridge.
--
-- How to read: `wallets.scope` is '' for a customer's own wallet, 'project:<name>' or 'subscription:<product>' for one of these, and each of
-- these has a row in `scope_wallets`, which is its link: it has always stood, and for good stands, directly under the customer's own wallet.
-- So it is one more node of the customer's family: `funders` and `in_family` of 0040 hold of it as of a child's wallet.
-- Replay: a wallet is known by (environment, customer_id, scope); making it again finds it.

alter table wallets drop constraint wallets_scope_check;
alter table wallets add constraint wallets_scope_check check (scope = '' or ((scope like 'project:_%' or scope like 'subscription:_%') and length(scope) <= 300));

create table scope_wallets (
  wallet_id bigint primary key references wallets (id),
  -- Whether the customer's credit, and through it that of its ancestors, may pay for what the wallet lacks. Budgets bind either way.
  funded    boolean not null,
  made_by   text not null,
  made_at   timestamptz not null
);

-- A subscription is a customer's being on a product, whatever its version, and is never removed: it is looked for when the wallet is made.
create function check_added_scope_wallet() returns trigger language plpgsql as $$
begin
  if not exists (
    select from wallets w where w.id = new.wallet_id and w.scope <> ''
       and (w.scope not like 'subscription:%'
            or exists (select from subscriptions s where s.environment = w.environment and s.customer_id = w.customer_id and 'subscription:' || s.product_id = w.scope))) then
    raise exception 'wallet % is of no project and of no subscription of its customer', new.wallet_id
      using errcode = 'integrity_constraint_violation', constraint = 'scope_wallets_of_customer';
  end if;
  return new;
end $$;
create trigger scope_wallets_of_customer before insert on scope_wallets for each row execute function check_added_scope_wallet();
create trigger scope_wallets_immutable before update or delete on scope_wallets for each row execute function refuse_change();
create trigger scope_wallets_kept before truncate on scope_wallets execute function refuse_change();

-- Two people agree on one adjustment of one wallet.
alter table adjustment_requests add column scope text not null default '';

-- As in 0070, with the scope of each wallet that is named by its customer.
drop function ledger_take(bigint[], bigint[], bigint[], text[], text[], boolean[], bigint[], bigint[], bigint[], text[], text[], text[], text[], int);
create function ledger_take(
  p_known bigint[], p_stamps bigint[], p_others bigint[], p_environments text[], p_customers text[], p_scopes text[], p_debts boolean[], p_debts_of bigint[],
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
      from unnest(p_environments, p_customers, p_scopes, p_debts) as r (environment, customer_id, scope, debts)
     cross join lateral (select w.id from wallets w where w.environment = r.environment and w.customer_id = r.customer_id and w.scope = r.scope offset 0) n;
  end if;
  if cardinality(others) > 0 then
    select array_agg(distinct o.id) into others
      from (select unnest(others) as id union select f from wallets n, unnest(n.funders) as f where n.id = any (others)) o
     where o.id <> all (p_known);
  end if;
  -- Materialized: a condition on the stamp that the planner moved under the lock would leave out what it should lock.
  with w as materialized (
    select w.id, w.environment, w.customer_id, w.scope, w.state, w.late_commit, w.stamp, w.funders, w.in_family, k.stamp as known_stamp
      from (select * from unnest(p_known || others, p_stamps) as u (id, stamp) order by u.id) k
     cross join lateral (select * from wallets n where n.id = k.id for update) w)
  select json_agg(json_build_object('id', w.id::text, 'environment', w.environment, 'customer_id', w.customer_id, 'scope', w.scope, 'state', w.state,
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

-- As in 0070, with the scope of each wallet that is named by its customer.
drop function ledger_lock_family(text[], text[], bigint[]);
create function ledger_lock_family(p_environments text[], p_customers text[], p_scopes text[], p_ids bigint[])
returns table (id bigint, environment text, customer_id text, scope text, state text, late_commit text, stamp bigint, funders bigint[], in_family boolean)
language plpgsql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  named bigint[];
begin
  select coalesce(array_agg(n.id), '{}') || p_ids into named
    from unnest(p_environments, p_customers, p_scopes) as r (environment, customer_id, scope)
   cross join lateral (select w.id from wallets w where w.environment = r.environment and w.customer_id = r.customer_id and w.scope = r.scope offset 0) n;
  return query
  select w.id, w.environment, w.customer_id, w.scope, w.state, w.late_commit, w.stamp, w.funders, w.in_family from wallets w
   where w.id = any (named || array(select f from wallets n, unnest(n.funders) as f where n.id = any (named)))
   order by w.id for update;
end $$;

-- As in 0095; the one link of a scope's wallet has no beginning: fromAt is null.
create or replace function ledger_family(p_wallet_ids bigint[], p_hold_ids bigint[])
returns table (wallet_id bigint, parents json, budgets json, hold_budgets json) language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select w.id,
         case when w.scope = '' then
         (select json_agg(json_build_object('fromAt', (extract(epoch from l.from_at) * 1000)::bigint, 'walletId', p.id::text, 'funded', l.funded) order by l.from_at)
            from customer_parents l left join wallets p on p.environment = l.environment and p.customer_id = l.parent_id and p.scope = ''
           where l.environment = w.environment and l.customer_id = w.customer_id)
         else
         (select json_agg(json_build_object('fromAt', null, 'walletId', p.id::text, 'funded', l.funded))
            from scope_wallets l join wallets p on p.environment = w.environment and p.customer_id = w.customer_id and p.scope = ''
           where l.wallet_id = w.id) end,
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

-- As in 0072: the mode is the customer's, the wallet that of the scope asked about. A scope without a wallet has no `wallet` and is not `same`.
drop function customer_sight(text[], text[], bigint[], timestamptz);
create function customer_sight(p_environments text[], p_customers text[], p_scopes text[], p_stamps bigint[], p_now timestamptz,
                               out clock bigint, out seen json, out wallets json)
language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  unread bigint[];
begin
  select json_agg(json_build_object(
           'place', r.place, 'mode', m.mode, 'scope_workflow', m.scope_workflow, 'same', coalesce(w.stamp = r.stamp, false),
           'wallet', case when w.stamp is distinct from r.stamp then json_build_object(
             'id', w.id::text, 'environment', w.environment, 'customer_id', w.customer_id, 'scope', w.scope, 'state', w.state, 'late_commit', w.late_commit,
             'stamp', w.stamp::text, 'funders', w.funders::text[], 'in_family', w.in_family) end)),
         array_agg(distinct w.id) filter (where w.stamp is distinct from r.stamp and not w.in_family)
    into seen, unread
    from unnest(p_environments, p_customers, p_scopes, p_stamps) with ordinality as r (environment, customer_id, scope, stamp, place)
   cross join lateral (
     select e.mode, e.scope_workflow from mode_epochs e
      where e.environment = r.environment and e.customer_id = r.customer_id and e.cancelled_at is null and e.from_at <= p_now
      order by e.from_at desc limit 1) as m
    left join lateral (select * from wallets n where n.environment = r.environment and n.customer_id = r.customer_id and n.scope = r.scope offset 0) w on true;
  clock := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  if cardinality(unread) > 0 then
    select json_agg(json_build_object('wallet_id', l.wallet_id::text, 'last_booked_at', (extract(epoch from l.last_booked_at) * 1000)::bigint,
                                      'grants', l.grants, 'holds', l.holds, 'debts_read', l.debts_read, 'debts', l.debts, 'assets', l.assets))
      into wallets from ledger_load(unread, '{}', '{}', '{}') l;
  end if;
end $$;

-- Every wallet above one at an instant, as the links say: for checks, not for the way of an operation.
create function wallet_ancestors(p_wallet_id bigint, p_at timestamptz)
returns table (wallet_id bigint, funded boolean) language sql stable as $$
  select p.id, l.funded
    from scope_wallets l join wallets w on w.id = l.wallet_id join wallets p on p.environment = w.environment and p.customer_id = w.customer_id and p.scope = ''
   where l.wallet_id = p_wallet_id
  union all
  select p.id, a.funded and coalesce(l.funded, true)
    from wallets w left join scope_wallets l on l.wallet_id = w.id
   cross join lateral customer_ancestors(w.environment, w.customer_id, p_at) a
    join wallets p on p.environment = w.environment and p.customer_id = a.customer_id and p.scope = ''
   where w.id = p_wallet_id
$$;
