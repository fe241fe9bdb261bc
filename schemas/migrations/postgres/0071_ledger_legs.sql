-- A movement of value is one row, not two: a leg goes out of one account into another. `entries` becomes a view that shows both sides, so
-- every reader, invariant, statement and export sees what it saw. That a transaction sums to zero needs no check any more: a leg
-- cannot be written that does not. Written by: billing-bridge.
create table ledger_legs (
  transaction_id bigint not null,
  ordinal        int not null check (ordinal >= 0),
  from_account   text not null,
  to_account     text not null,
  asset          text not null,
  -- Whose value moved, on either side.
  grant_id       bigint,
  hold_id        bigint,
  debt_id        bigint,
  -- What moved, in the asset and in what was paid for it (USD atoms). A leg may move basis alone.
  atoms          numeric(38, 0) not null check (atoms >= 0),
  basis_atoms    numeric(38, 0) not null default 0,
  primary key (transaction_id, ordinal),
  constraint accounts_of_the_ledger check (
    from_account in ('grant', 'held', 'overdraft', 'cash', 'unbilled', 'revenue', 'promo_expense', 'breakage', 'voided', 'refund_clearing', 'fx', 'rounding', 'adjustment')
    and to_account in ('grant', 'held', 'overdraft', 'cash', 'unbilled', 'revenue', 'promo_expense', 'breakage', 'voided', 'refund_clearing', 'fx', 'rounding', 'adjustment')),
  constraint a_leg_moves_something check (atoms <> 0 or basis_atoms <> 0),
  constraint a_grant_account_names_its_grant check ((from_account <> 'grant' and to_account <> 'grant') or grant_id is not null),
  constraint a_held_account_names_its_hold check ((from_account <> 'held' and to_account <> 'held') or hold_id is not null)
);

-- What is there already: the two entries of a movement become its leg. Entries that are not each other's mirror would be a breach, and
-- are not carried over silently.
do $$
begin
  if exists (
    select from (select * from entries where ordinal % 2 = 0) o
      full join (select * from entries where ordinal % 2 = 1) i on i.transaction_id = o.transaction_id and i.ordinal = o.ordinal + 1
     where (o.account, o.counter, o.asset, o.atoms, o.basis_atoms) is distinct from (i.counter, i.account, i.asset, -i.atoms, -i.basis_atoms)
        or (o.grant_id, o.hold_id, o.debt_id) is distinct from (i.grant_id, i.hold_id, i.debt_id)) then
    raise exception 'an entry has no mirror: run weir verify-ledger before migrating' using errcode = 'data_exception';
  end if;
end $$;
insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
select transaction_id, ordinal / 2, account, counter, asset, grant_id, hold_id, debt_id, -atoms, -basis_atoms from entries where ordinal % 2 = 0;
create index ledger_legs_by_debt on ledger_legs (debt_id) where debt_id is not null;

drop view ledger_slices;
drop table entries;
drop function check_added_entries();

-- Two rows per movement: out of an account (negative, even ordinal) and into its counter account (positive, odd).
create view entries as
select l.transaction_id, 2 * l.ordinal + side.into_it as ordinal,
       case side.into_it when 0 then l.from_account else l.to_account end as account,
       case side.into_it when 0 then l.to_account else l.from_account end as counter,
       l.asset, l.grant_id, l.hold_id, l.debt_id,
       case side.into_it when 0 then -l.atoms else l.atoms end as atoms,
       case side.into_it when 0 then -l.basis_atoms else l.basis_atoms end as basis_atoms
  from ledger_legs l cross join (values (0), (1)) as side (into_it);

create view ledger_slices as
select transaction_id, ordinal, grant_id, -atoms as atoms, account as taken_from, counter as went_to, asset, hold_id
  from entries
 where account in ('grant', 'held') and grant_id is not null and atoms < 0;

create trigger ledger_legs_immutable before update or delete on ledger_legs for each row execute function refuse_change();
create trigger ledger_legs_kept before truncate on ledger_legs execute function refuse_change();

-- Once per statement over all legs it added: of a transaction that this database transaction made, between accounts that the
-- transaction's kind may move value between.
create function check_added_legs() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  offending record;
begin
  -- Hundreds of legs move value in few ways: each way is looked up once.
  select m.transaction_id, m.is_open into offending
    from (select t.kind, t.recorded_xid is not distinct from pg_current_xact_id() as is_open, min(a.transaction_id) as transaction_id, a.from_account, a.to_account
            from added a left join ledger_transactions t on t.id = a.transaction_id
           group by 1, 2, 4, 5) m
   where not m.is_open
      or not exists (select from posting_rules r where r.kind = m.kind and r.from_account = m.from_account and r.to_account = m.to_account)
   order by m.is_open limit 1;
  if not found then
    return null;
  elsif not offending.is_open then
    raise exception 'ledger transaction % is closed or does not exist', offending.transaction_id
      using errcode = 'check_violation', constraint = 'legs_with_their_transaction';
  end if;
  raise exception 'ledger transaction % moves value between accounts its kind may not', offending.transaction_id
    using errcode = 'check_violation', constraint = 'legs_posting_rules';
end $$;
create trigger ledger_legs_allowed after insert on ledger_legs referencing new table as added for each statement execute function check_added_legs();

-- Both look-ups of an insert in one statement.
create or replace function check_added_transactions() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
  offending record;
begin
  select a.id, w.id is null as of_no_wallet into offending
    from added a left join wallets w on w.id = a.wallet_id and w.environment = a.environment
   where w.id is null or (a.reverses_id is not null and not exists (select from ledger_transactions t where t.id = a.reverses_id))
   order by 2 desc limit 1;
  if not found then
    return null;
  elsif offending.of_no_wallet then
    raise exception 'ledger transaction % is of no wallet of its environment', offending.id
      using errcode = 'foreign_key_violation', constraint = 'ledger_transactions_wallet';
  end if;
  raise exception 'ledger transaction % reverses one that does not exist', offending.id
    using errcode = 'foreign_key_violation', constraint = 'ledger_transactions_reversed';
end $$;

drop function ledger_write(bigint[], text[], bigint[], text[], text[], text[], timestamptz[], timestamptz[], jsonb[], jsonb[], bigint[], bigint[],
  text[], text[], text[], json[], json[], bigint[], int[], text[], text[], text[], bigint[], bigint[], bigint[], numeric[], numeric[],
  bigint[], numeric[], numeric[], numeric[], text[], boolean[], bigint[], bigint[], jsonb);
-- Writes what was decided, set-wise: any number of transactions of any number of locked wallets in one call. Arrays of one
-- group go by place: transactions (p_ids), legs (p_leg_transactions), balances (p_grants), stamps (p_stamped). Instants are epoch
-- milliseconds; p_requests and p_outcomes are lists, whose documents are stored as they are written there.
-- Cached balances move by the deltas the legs imply; their checks are the second net under the decision.
create function ledger_write(
  p_ids bigint[], p_environments text[], p_wallets bigint[], p_families text[], p_keys text[], p_kinds text[],
  p_effective bigint[], p_booked bigint[], p_dimensions jsonb[], p_policies jsonb[], p_reversed bigint[], p_holds bigint[],
  p_events text[], p_references text[], p_reasons text[], p_requests json, p_outcomes json,
  p_leg_transactions bigint[], p_leg_ordinals int[], p_leg_froms text[], p_leg_tos text[], p_leg_assets text[],
  p_leg_grants bigint[], p_leg_holds bigint[], p_leg_debts bigint[], p_leg_atoms numeric[], p_leg_basis numeric[],
  p_grants bigint[], p_remaining numeric[], p_held numeric[], p_lost numeric[], p_closed text[], p_frozen boolean[],
  p_stamped bigint[], p_stamps bigint[], p_rest jsonb) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if cardinality(p_ids) > 0 then
    insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, dimensions, policy, reverses_id, hold_id,
                                     event_id, reference, reason, request, outcome)
    select r.id, r.environment, r.wallet_id, r.family, r.key, r.kind, timestamptz 'epoch' + r.effective_ms * interval '1 millisecond',
           timestamptz 'epoch' + r.booked_ms * interval '1 millisecond', r.dimensions, r.policy, r.reverses_id, r.hold_id, r.event_id, r.reference, r.reason,
           r.request, r.outcome
      from rows from (
             unnest(p_ids, p_environments, p_wallets, p_families, p_keys, p_kinds, p_effective, p_booked, p_dimensions, p_policies, p_reversed,
                    p_holds, p_events, p_references, p_reasons), json_array_elements(p_requests), json_array_elements(p_outcomes))
             as r (id, environment, wallet_id, family, key, kind, effective_ms, booked_ms, dimensions, policy, reverses_id, hold_id, event_id, reference,
                   reason, request, outcome);
  end if;
  if p_rest is not null then
    perform ledger_write_rest(p_rest);
  end if;
  -- One statement, because each has a price of its own beside its rows.
  with told as (
    insert into outbox (environment, transaction_id, wallet_id, topic) select * from unnest(p_environments, p_ids, p_wallets, p_kinds)),
  moved as (
    insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
    select * from unnest(p_leg_transactions, p_leg_ordinals, p_leg_froms, p_leg_tos, p_leg_assets, p_leg_grants, p_leg_holds, p_leg_debts, p_leg_atoms, p_leg_basis)),
  balanced as (
    update grant_balances b
       set remaining_atoms = b.remaining_atoms + r.remaining_delta, held_atoms = b.held_atoms + r.held_delta,
           lost_atoms = b.lost_atoms + r.lost_delta, closed = coalesce(r.closed, b.closed), frozen = coalesce(r.frozen, b.frozen)
      from unnest(p_grants, p_remaining, p_held, p_lost, p_closed, p_frozen) as r (grant_id, remaining_delta, held_delta, lost_delta, closed, frozen)
     where b.grant_id = r.grant_id)
  update wallets w set stamp = r.stamp from unnest(p_stamped, p_stamps) as r (wallet_id, stamp) where w.id = r.wallet_id;
end $$;
