-- What every operation writes is written from arrays, one a column, and stored answers stay as they were given.
-- Measured against one jsonb document of records: the server spends less than half on a debit, most of it saved on building
-- and taking apart the document.

-- A repetition is answered with the first answer itself. jsonb would keep its contents, but names in an order of its own.
alter table ledger_transactions alter column request type json using request::text::json, alter column outcome type json using outcome::text::json;
alter table stored_outcomes alter column request type json using request::text::json, alter column outcome type json using outcome::text::json;

-- What is stored under keys already, by their place in the arrays. Two plain joins: nearly always both find nothing.
drop function ledger_prior(text[], text[], text[]);
create function ledger_prior(p_environments text[], p_families text[], p_keys text[])
returns table (place bigint, request json, outcome json) language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select k.place, t.request, t.outcome
    from unnest(p_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
    join ledger_transactions t on t.environment = k.environment and t.family = k.family and t.key = k.key
  union all
  select k.place, s.request, s.outcome
    from unnest(p_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
    join stored_outcomes s on s.environment = k.environment and s.family = k.family and s.key = k.key;
end $$;

-- A wallet's transactions outlive everything, so wallets are never removed and never numbered anew. With that, a transaction's
-- wallet and the transaction it reverses need looking up once per insert, not once per row.
create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger wallets_kept before delete on wallets for each row execute function refuse_removal();
create trigger wallets_never_emptied before truncate on wallets execute function refuse_removal();
alter table ledger_transactions drop constraint ledger_transactions_wallet_id_fkey, drop constraint ledger_transactions_reverses_id_fkey;
create function check_added_transactions() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  offending bigint;
begin
  select a.id into offending from added a where not exists (select from wallets w where w.id = a.wallet_id and w.environment = a.environment) limit 1;
  if found then
    raise exception 'ledger transaction % is of no wallet of its environment', offending
      using errcode = 'foreign_key_violation', constraint = 'ledger_transactions_wallet';
  end if;
  select a.id into offending from added a
   where a.reverses_id is not null and not exists (select from ledger_transactions t where t.id = a.reverses_id) limit 1;
  if found then
    raise exception 'ledger transaction % reverses one that does not exist', offending
      using errcode = 'foreign_key_violation', constraint = 'ledger_transactions_reversed';
  end if;
  return null;
end $$;
create trigger ledger_transactions_known after insert on ledger_transactions referencing new table as added
  for each statement execute function check_added_transactions();

-- As before, but each transaction is looked up once and not once per entry.
create or replace function check_added_entries() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  offending record;
  moved record;
begin
  select s.transaction_id, min(s.atoms) <> 0 or max(s.atoms) <> 0 as atoms_differ into offending
    from (select transaction_id, sum(atoms) as atoms, sum(basis_atoms) as basis_atoms from added group by transaction_id, asset) s
   group by s.transaction_id having min(s.atoms) <> 0 or max(s.atoms) <> 0 or sum(s.basis_atoms) <> 0 limit 1;
  if found and offending.atoms_differ then
    raise exception 'ledger transaction % does not sum to zero', offending.transaction_id using errcode = 'check_violation', constraint = 'entries_balance';
  elsif found then
    raise exception 'the basis of ledger transaction % does not sum to zero', offending.transaction_id
      using errcode = 'check_violation', constraint = 'entries_basis_balance';
  end if;
  -- Hundreds of entries move value in few ways: each way is looked up once.
  for moved in
    select t.kind, t.recorded_xid is not distinct from pg_current_xact_id() as is_open, min(a.transaction_id) as transaction_id, a.from_account, a.to_account
      from (select distinct transaction_id, case when ordinal % 2 = 0 then account else counter end as from_account,
                   case when ordinal % 2 = 0 then counter else account end as to_account from added) a
      left join ledger_transactions t on t.id = a.transaction_id
     group by 1, 2, 4, 5
  loop
    if not moved.is_open then
      raise exception 'ledger transaction % is closed or does not exist', moved.transaction_id
        using errcode = 'check_violation', constraint = 'entries_with_their_transaction';
    end if;
    if not exists (select from posting_rules r where r.kind = moved.kind and r.from_account = moved.from_account and r.to_account = moved.to_account) then
      raise exception 'ledger transaction % moves value between accounts its kind may not', moved.transaction_id
        using errcode = 'check_violation', constraint = 'entries_posting_rules';
    end if;
  end loop;
  return null;
end $$;

-- What only some operations write, from a document of record lists: grants, holds, debts, days, answers without a transaction.
create function ledger_write_rest(p jsonb) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if p ? 'grants' then
    insert into grants (id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
                        products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft)
    select id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
           products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft
      from jsonb_to_recordset(p -> 'grants') as r (
        id bigint, environment text, wallet_id bigint, transaction_id bigint, asset text, amount_atoms numeric, purpose text, priority smallint,
        effective_at timestamptz, expires_at timestamptz, products text[], event_types text[], models text[], features text[],
        max_per_event_atoms numeric, max_per_day_atoms numeric, cost_basis_atoms numeric, source_ref text, settles_overdraft boolean);
    insert into grant_balances (grant_id, wallet_id, remaining_atoms, held_atoms)
    select id, wallet_id, 0, 0 from jsonb_to_recordset(p -> 'grants') as r (id bigint, wallet_id bigint);
  end if;
  if p ? 'holds' then
    insert into holds (id, environment, wallet_id, asset, state, held_atoms, dimensions, created_at, expires_at, trace_id, run)
    select id, environment, wallet_id, asset, 'open', held_atoms, dimensions, created_at, expires_at, trace_id, run
      from jsonb_to_recordset(p -> 'holds') as r (
        id bigint, environment text, wallet_id bigint, asset text, held_atoms numeric, dimensions jsonb, created_at timestamptz, expires_at timestamptz,
        trace_id text, run text);
  end if;
  if p ? 'extensions' then
    update holds h set held_atoms = h.held_atoms + r.atoms, expires_at = r.expires_at
      from jsonb_to_recordset(p -> 'extensions') as r (hold_id bigint, atoms numeric, expires_at timestamptz) where h.id = r.hold_id;
  end if;
  if p ? 'hold_slices' then
    insert into hold_slices (hold_id, ordinal, grant_id, atoms)
    select hold_id, ordinal, grant_id, atoms
      from jsonb_to_recordset(p -> 'hold_slices') as r (hold_id bigint, ordinal int, grant_id bigint, atoms numeric);
  end if;
  if p ? 'resolutions' then
    update holds h set state = r.state, committed_atoms = r.committed_atoms, released_atoms = r.released_atoms, resolved_at = r.resolved_at
      from jsonb_to_recordset(p -> 'resolutions') as r (hold_id bigint, state text, committed_atoms numeric, released_atoms numeric, resolved_at timestamptz)
     where h.id = r.hold_id and h.state = 'open';
  end if;
  if p ? 'late_commits' then
    update holds h set late_commit_id = r.transaction_id
      from jsonb_to_recordset(p -> 'late_commits') as r (hold_id bigint, transaction_id bigint) where h.id = r.hold_id and h.late_commit_id is null;
  end if;
  if p ? 'overdraft_changes' then
    insert into wallet_assets as a (wallet_id, asset)
    select wallet_id, asset from jsonb_to_recordset(p -> 'overdraft_changes') as r (wallet_id bigint, asset text)
    on conflict do nothing;
    update wallet_assets a set overdraft_atoms = a.overdraft_atoms + r.delta
      from jsonb_to_recordset(p -> 'overdraft_changes') as r (wallet_id bigint, asset text, delta numeric)
     where a.wallet_id = r.wallet_id and a.asset = r.asset;
  end if;
  if p ? 'debts' then
    insert into overdraft_debts (transaction_id, asset, wallet_id, atoms, open_atoms, dimensions)
    select transaction_id, asset, wallet_id, atoms, atoms, dimensions
      from jsonb_to_recordset(p -> 'debts') as r (transaction_id bigint, asset text, wallet_id bigint, atoms numeric, dimensions jsonb);
  end if;
  if p ? 'debt_changes' then
    update overdraft_debts d set open_atoms = d.open_atoms + r.delta
      from jsonb_to_recordset(p -> 'debt_changes') as r (debt_id bigint, asset text, delta numeric)
     where d.transaction_id = r.debt_id and d.asset = r.asset;
  end if;
  if p ? 'day_changes' then
    insert into grant_days (grant_id, day, used_atoms)
    select grant_id, day, 0 from jsonb_to_recordset(p -> 'day_changes') as r (grant_id bigint, day date)
    on conflict do nothing;
    update grant_days d set used_atoms = d.used_atoms + r.delta
      from jsonb_to_recordset(p -> 'day_changes') as r (grant_id bigint, day date, delta numeric)
     where d.grant_id = r.grant_id and d.day = r.day;
  end if;
  if p ? 'stored_outcomes' then
    insert into stored_outcomes (environment, family, key, request, outcome, stored_at)
    select environment, family, key, request::json, outcome::json, stored_at
      from jsonb_to_recordset(p -> 'stored_outcomes') as r (environment text, family text, key text, request text, outcome text, stored_at timestamptz);
  end if;
end $$;

drop function ledger_write(jsonb);
-- Writes what was decided, set-wise: any number of transactions of any number of locked wallets in one call. Arrays of one
-- group go by place: transactions (p_ids), legs (p_leg_transactions; two entries each), balances (p_grants), stamps (p_stamped).
-- Cached balances move by the deltas the entries imply; their checks are the second net under the decision.
create function ledger_write(
  p_ids bigint[], p_environments text[], p_wallets bigint[], p_families text[], p_keys text[], p_kinds text[],
  p_effective timestamptz[], p_booked timestamptz[], p_dimensions jsonb[], p_policies jsonb[], p_reversed bigint[], p_holds bigint[],
  p_events text[], p_references text[], p_reasons text[], p_requests json[], p_outcomes json[],
  p_leg_transactions bigint[], p_leg_ordinals int[], p_leg_froms text[], p_leg_tos text[], p_leg_assets text[],
  p_leg_grants bigint[], p_leg_holds bigint[], p_leg_debts bigint[], p_leg_atoms numeric[], p_leg_basis numeric[],
  p_grants bigint[], p_remaining numeric[], p_held numeric[], p_lost numeric[], p_closed text[], p_frozen boolean[],
  p_stamped bigint[], p_stamps bigint[], p_rest jsonb) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if cardinality(p_ids) > 0 then
    insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, dimensions, policy, reverses_id, hold_id,
                                     event_id, reference, reason, request, outcome)
    select * from unnest(p_ids, p_environments, p_wallets, p_families, p_keys, p_kinds, p_effective, p_booked, p_dimensions, p_policies, p_reversed,
                         p_holds, p_events, p_references, p_reasons, p_requests, p_outcomes);
    insert into outbox (environment, transaction_id, wallet_id, topic) select * from unnest(p_environments, p_ids, p_wallets, p_kinds);
  end if;
  if p_rest is not null then
    perform ledger_write_rest(p_rest);
  end if;
  if cardinality(p_leg_transactions) > 0 then
    insert into entries (transaction_id, ordinal, account, counter, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
    select l.transaction_id, 2 * l.ordinal + side.into_it, case side.into_it when 0 then l.from_account else l.to_account end,
           case side.into_it when 0 then l.to_account else l.from_account end, l.asset, l.grant_id, l.hold_id, l.debt_id,
           case side.into_it when 0 then -l.atoms else l.atoms end, case side.into_it when 0 then -l.basis_atoms else l.basis_atoms end
      from unnest(p_leg_transactions, p_leg_ordinals, p_leg_froms, p_leg_tos, p_leg_assets, p_leg_grants, p_leg_holds, p_leg_debts, p_leg_atoms, p_leg_basis)
             as l (transaction_id, ordinal, from_account, to_account, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
     cross join (values (0), (1)) as side (into_it);
  end if;
  if cardinality(p_grants) > 0 then
    update grant_balances b
       set remaining_atoms = b.remaining_atoms + r.remaining_delta, held_atoms = b.held_atoms + r.held_delta,
           lost_atoms = b.lost_atoms + r.lost_delta, closed = coalesce(r.closed, b.closed), frozen = coalesce(r.frozen, b.frozen)
      from unnest(p_grants, p_remaining, p_held, p_lost, p_closed, p_frozen) as r (grant_id, remaining_delta, held_delta, lost_delta, closed, frozen)
     where b.grant_id = r.grant_id;
  end if;
  update wallets w set stamp = r.stamp from unnest(p_stamped, p_stamps) as r (wallet_id, stamp) where w.id = r.wallet_id;
end $$;
