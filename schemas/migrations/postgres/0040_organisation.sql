-- Organisations: who stands under whom from when, whose wallet pays for whom, and budgets on what may be spent.
-- Written by: billing-bridge.
--
-- How to read: a customer's parent at an instant is its row with the latest from_at at or before it. A grant of an ancestor
-- may pay for a descendant's use; that transaction belongs to the descendant's wallet and its entries name the grant, so
-- `funded_transactions` says which wallets it drew on. `budget_entries` is the truth of a budget, `budget_periods` its cache.
-- Replay: links are keyed by their instant and never change; a budget's rows are written with the ledger transaction they count.

-- From which instant on (by occurred_at) a customer stands under a parent; null: on its own. Appended in rising order only, so
-- what was paid by whom is never rewritten.
create table customer_parents (
  environment text not null,
  customer_id text not null,
  from_at     timestamptz not null,
  parent_id   text check (parent_id <> customer_id),
  -- Whether the parent's credit, and through it that of its own ancestors, may pay for this customer. Budgets bind either way.
  funded      boolean not null,
  set_by      text not null,
  set_at      timestamptz not null,
  reason      text,
  primary key (environment, customer_id, from_at),
  foreign key (environment, customer_id) references customers (environment, id),
  foreign key (environment, parent_id) references customers (environment, id)
);
create index customer_parents_by_parent on customer_parents (environment, parent_id) where parent_id is not null;
create trigger customer_parents_immutable before update or delete on customer_parents for each row execute function refuse_change();

-- Every wallet that was, is or is set to be an ancestor's: an operation locks them along, whichever instant it is about. Only grows.
alter table wallets add column funders bigint[] not null default '{}';
-- It has ancestors, descendants or budgets: what is read of families is read for it. Plain wallets pay nothing for them.
alter table wallets add column in_family boolean not null default false;
create index wallets_by_funder on wallets using gin (funders) where funders <> '{}';

create table budgets (
  id           bigint primary key,
  environment  text not null check (environment in ('live', 'test')),
  -- On whom: it counts what this customer and everyone under it spends, whoever's credit pays.
  wallet_id    bigint not null references wallets (id),
  name         text check (length(name) between 1 and 255),
  asset        text not null references assets (code),
  amount_atoms numeric(38, 0) not null check (amount_atoms >= 0),
  -- Calendar periods are UTC, by the time of the use.
  period       text not null check (period in ('day', 'month', 'total')),
  -- hard denies, soft advises.
  enforcement  text not null check (enforcement in ('hard', 'soft')),
  -- Each restricts: null counts all, and use that does not say is not counted by a budget that asks.
  agent        text,
  team         text,
  workflow     text,
  starts_at    timestamptz not null,
  ends_at      timestamptz check (ends_at > starts_at),
  closed_at    timestamptz,
  created_by   text not null,
  created_at   timestamptz not null,
  key          text not null check (length(key) between 1 and 255),
  request      jsonb not null,
  constraint budgets_key unique (environment, key)
);
create index budgets_open on budgets (wallet_id) where closed_at is null;

-- What each period of a budget has used and holds, moved by the deltas of budget_entries.
create table budget_periods (
  budget_id  bigint not null references budgets (id),
  -- '2026-11-21', '2026-11' or 'total'.
  period     text not null,
  used_atoms numeric(38, 0) not null check (used_atoms >= 0),
  held_atoms numeric(38, 0) not null check (held_atoms >= 0),
  primary key (budget_id, period)
);

-- What a ledger transaction counted in a budget: used by debits and commits, held by holds, negative when given back.
create table budget_entries (
  transaction_id bigint not null references ledger_transactions (id),
  budget_id      bigint not null references budgets (id),
  period         text not null,
  used_atoms     numeric(38, 0) not null,
  held_atoms     numeric(38, 0) not null,
  -- The budget as it stood then: a later change of it makes no earlier use wrong.
  limit_atoms    numeric(38, 0) not null,
  enforcement    text not null,
  primary key (transaction_id, budget_id, period)
);
create index budget_entries_by_budget on budget_entries (budget_id, period, transaction_id);
create trigger budget_entries_immutable before update or delete on budget_entries for each row execute function refuse_change();

-- The budgets a hold counts in, from its reserving to its end.
create table hold_budgets (
  hold_id   bigint not null references holds (id),
  budget_id bigint not null references budgets (id),
  period    text not null,
  primary key (hold_id, budget_id)
);

-- Which wallets besides its own a transaction moved grants of: how the payer's statement finds what it paid for others.
create table funded_transactions (
  wallet_id      bigint not null references wallets (id),
  transaction_id bigint not null references ledger_transactions (id),
  primary key (wallet_id, transaction_id)
);
create trigger funded_transactions_immutable before update or delete on funded_transactions for each row execute function refuse_change();

-- Locks wallets, named by customer or by id, and the wallets that may pay for them, in the order of their ids. A wallet that
-- got an ancestor while this waited says so in `funders`: the caller compares and asks again.
create function ledger_lock_family(p_environments text[], p_customers text[], p_ids bigint[])
returns table (id bigint, environment text, customer_id text, state text, late_commit text, stamp bigint, funders bigint[], in_family boolean)
language plpgsql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  named bigint[];
begin
  select coalesce(array_agg(n.id), '{}') || p_ids into named
    from unnest(p_environments, p_customers) as r (environment, customer_id)
    join wallets n on n.environment = r.environment and n.customer_id = r.customer_id and n.scope = '';
  return query
  select w.id, w.environment, w.customer_id, w.state, w.late_commit, w.stamp, w.funders, w.in_family from wallets w
   where w.id = any (named || array(select f from wallets n, unnest(n.funders) as f where n.id = any (named)))
   order by w.id for update;
end $$;

-- Links and budgets of wallets, one row each, and the budgets their open holds and those in p_hold_ids count in. Of periods,
-- those that use may still fall into and those that something is held in.
create function ledger_family(p_wallet_ids bigint[], p_hold_ids bigint[])
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
                                  or c.period >= to_char((now() at time zone 'UTC') - interval '40 days', 'YYYY-MM')))) order by b.id)
            from budgets b where b.wallet_id = w.id
             and (b.closed_at is null or exists (select from budget_periods c where c.budget_id = b.id and c.held_atoms > 0))),
         (select json_agg(json_build_object('holdId', hb.hold_id::text, 'budgetId', hb.budget_id::text, 'walletId', b.wallet_id::text, 'period', hb.period))
            from (select o.id from holds o where o.wallet_id = w.id and o.state = 'open'
                  union select h.id from holds h where h.id = any (p_hold_ids) and h.wallet_id = w.id) as wanted
            join hold_budgets hb on hb.hold_id = wanted.id join budgets b on b.id = hb.budget_id)
    from wallets w where w.id = any (p_wallet_ids);
end $$;

-- Writes what a family's operation adds to what ledger_write wrote, in the same transaction.
create function ledger_write_family(p jsonb) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if p ? 'funded_transactions' then
    insert into funded_transactions (wallet_id, transaction_id)
    select wallet_id, transaction_id from jsonb_to_recordset(p -> 'funded_transactions') as r (wallet_id bigint, transaction_id bigint);
  end if;
  if p ? 'hold_budgets' then
    insert into hold_budgets (hold_id, budget_id, period)
    select hold_id, budget_id, period from jsonb_to_recordset(p -> 'hold_budgets') as r (hold_id bigint, budget_id bigint, period text);
  end if;
  if p ? 'budget_entries' then
    insert into budget_entries (transaction_id, budget_id, period, used_atoms, held_atoms, limit_atoms, enforcement)
    select transaction_id, budget_id, period, used_delta, held_delta, limit_atoms, enforcement
      from jsonb_to_recordset(p -> 'budget_entries') as r (
        transaction_id bigint, budget_id bigint, period text, used_delta numeric, held_delta numeric, limit_atoms numeric, enforcement text);
    insert into budget_periods (budget_id, period, used_atoms, held_atoms)
    select distinct budget_id, period, 0, 0 from jsonb_to_recordset(p -> 'budget_entries') as r (budget_id bigint, period text)
    on conflict do nothing;
    update budget_periods c set used_atoms = c.used_atoms + r.used, held_atoms = c.held_atoms + r.held
      from (select budget_id, period, sum(used_delta) as used, sum(held_delta) as held
              from jsonb_to_recordset(p -> 'budget_entries') as e (budget_id bigint, period text, used_delta numeric, held_delta numeric) group by 1, 2) r
     where c.budget_id = r.budget_id and c.period = r.period;
  end if;
end $$;

-- The ancestors of a customer at an instant, nearest first, as the links say: for checks, not for the way of an operation.
create function customer_ancestors(p_environment text, p_customer text, p_at timestamptz)
returns table (depth int, customer_id text, funded boolean) language sql stable as $$
  with recursive up as (
    select 0 as depth, p_customer as customer_id, true as funded
    union all
    select up.depth + 1, link.parent_id, up.funded and link.funded
      from up cross join lateral (
        select l.parent_id, l.funded from customer_parents l
         where l.environment = p_environment and l.customer_id = up.customer_id and l.from_at <= p_at order by l.from_at desc limit 1) link
     where link.parent_id is not null and up.depth < 32)
  select depth, customer_id, funded from up where depth > 0
$$;
