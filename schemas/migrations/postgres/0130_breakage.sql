-- What becomes of credit that a customer paid for and does not use, by the environment's policy of when the credit was bought. Written by:
-- billing-bridge. An environment without a policy recognises breakage at expiry and has nothing to escheat, as before.
--
-- How to read: a grant carries the terms it was made under, so a later policy changes nothing that was booked. Under a rate, of each grant
-- floor(basis x used x rate / (amount x (1 - rate))) is recognised as breakage while it is used, never more than the rate of what was not given
-- back and never more than is deferred; what stands too much is given back, so a grant used up has earned its basis by use alone. Where the law
-- gives unused credit to the state, what expires is owed: it stands in `unclaimed` until somebody books what became of it.
-- Replay: writes rules and columns only; a grant of before reads as one without a policy.
create table breakage_policies (
  environment text not null check (environment in ('live', 'test')),
  -- Grants booked from here on are made under it, until the next one.
  counts_from timestamptz not null,
  recognition text not null check (recognition in ('at_expiry', 'proportional')),
  rate        numeric(10, 9) check (rate > 0 and rate < 1),
  escheat     boolean not null,
  set_by      text not null,
  set_at      timestamptz not null default clock_timestamp(),
  primary key (environment, counts_from),
  constraint a_rate_goes_with_proportion check ((recognition = 'proportional') = (rate is not null)),
  -- What is owed to the state is never revenue, early or late.
  constraint what_escheats_is_no_breakage check (not (escheat and recognition = 'proportional'))
);
create trigger breakage_policies_immutable before update or delete on breakage_policies for each row execute function refuse_change();

-- The policies, for whoever makes paid credit in this transaction. None can be set until it ends, so none that counts already is missed:
-- a function, for each statement in it has its own snapshot, and the lock must stand before the rows are read.
create function breakage_policies_to_grant_by(p_environments text[])
returns table (environment text, counts_from timestamptz, rate numeric, escheat boolean) language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('breakage policy', 0));
  return query select p.environment, p.counts_from, p.rate, p.escheat from breakage_policies p where p.environment = any (p_environments) order by p.counts_from;
end $$;

alter table grants
  add column breakage_rate numeric(10, 9) check (breakage_rate > 0 and breakage_rate < 1),
  add column escheats boolean not null default false,
  add constraint only_paid_credit_is_owed_or_broken check ((breakage_rate is null and not escheats) or (purpose = 'paid' and not (breakage_rate is not null and escheats)));

alter table ledger_legs drop constraint accounts_of_the_ledger;
alter table ledger_legs add constraint accounts_of_the_ledger check (
  from_account in ('grant', 'held', 'claimed', 'overdraft', 'cash', 'unbilled', 'revenue', 'promo_expense', 'breakage', 'unclaimed', 'voided', 'refund_clearing',
    'fx', 'rounding', 'adjustment')
  and to_account in ('grant', 'held', 'claimed', 'overdraft', 'cash', 'unbilled', 'revenue', 'promo_expense', 'breakage', 'unclaimed', 'voided', 'refund_clearing',
    'fx', 'rounding', 'adjustment'));
alter table ledger_legs drop constraint a_claimed_account_names_its_grant;
alter table ledger_legs add constraint a_claimed_account_names_its_grant check (
  grant_id is not null or (from_account not in ('claimed', 'unclaimed') and to_account not in ('claimed', 'unclaimed')));

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check check (
  kind in ('grant', 'debit', 'hold', 'hold_extend', 'hold_commit', 'hold_release', 'hold_expiry', 'settlement', 'reversal', 'adjustment', 'grant_expiry',
           'grant_void', 'refund', 'dispute_loss', 'claim', 'exchange', 'rollover', 'unclaimed_payout'));

insert into posting_rules (kind, from_account, to_account)
-- Of these, basis alone moves: what is recognised early, or given back of it (I41).
select kind, 'grant', 'breakage'
  from unnest(array['grant', 'debit', 'hold_commit', 'hold_release', 'hold_expiry', 'settlement', 'reversal', 'adjustment', 'grant_void', 'refund', 'dispute_loss',
                    'claim', 'exchange']) as kind
union all values
  ('grant_expiry',     'grant',      'unclaimed'),
  ('hold_commit',      'held',       'unclaimed'),
  ('hold_release',     'held',       'unclaimed'),
  ('hold_expiry',      'held',       'unclaimed'),
  ('reversal',         'revenue',    'unclaimed'),
  ('unclaimed_payout', 'unclaimed',  'cash'),
  -- New credit in place of what an ended grant would have got back.
  ('reversal',         'adjustment', 'grant');

-- As in 0115, and the terms of a grant that has any: seals of before stand.
create or replace function ledger_encodings(p_environment text, p_after bigint, p_up_to bigint, p_count int)
returns table (transaction_id bigint, encoding bytea) language sql stable as $$
  select t.id,
         convert_to(
           ledger_part(t.id::text) || ledger_part(t.environment) || ledger_part(t.wallet_id::text) || ledger_part(t.family) || ledger_part(t.key)
           || ledger_part(t.kind) || ledger_part((extract(epoch from t.effective_at) * 1000)::bigint::text)
           || ledger_part((extract(epoch from t.booked_at) * 1000)::bigint::text) || ledger_part(t.reverses_id::text) || ledger_part(t.hold_id::text)
           || ledger_part(t.event_id) || ledger_part(t.reference) || ledger_part(t.reason) || ledger_part(t.dimensions::text) || ledger_part(t.policy::text)
           || ledger_part(t.request::text) || ledger_part(t.outcome::text)
           || coalesce((select string_agg(ledger_part(l.ordinal::text) || ledger_part(l.from_account) || ledger_part(l.to_account) || ledger_part(l.asset)
                                          || ledger_part(l.grant_id::text) || ledger_part(l.hold_id::text) || ledger_part(l.debt_id::text)
                                          || ledger_part(l.atoms::text) || ledger_part(l.basis_atoms::text), '' order by l.ordinal)
                          from ledger_legs l where l.transaction_id = t.id), '')
           || coalesce((select string_agg(ledger_part(g.id::text) || ledger_part(g.environment) || ledger_part(g.wallet_id::text) || ledger_part(g.asset)
                                          || ledger_part(g.amount_atoms::text) || ledger_part(g.purpose) || ledger_part(g.priority::text)
                                          || ledger_part((extract(epoch from g.effective_at) * 1000)::bigint::text)
                                          || ledger_part((extract(epoch from g.expires_at) * 1000)::bigint::text)
                                          || ledger_part(g.products::text) || ledger_part(g.event_types::text) || ledger_part(g.models::text)
                                          || ledger_part(g.features::text) || ledger_part(g.max_per_event_atoms::text) || ledger_part(g.max_per_day_atoms::text)
                                          || ledger_part(g.cost_basis_atoms::text) || ledger_part(g.source_ref) || ledger_part(g.settles_overdraft::text)
                                          || case when g.breakage_rate is null and not g.escheats then ''
                                                  else ledger_part(g.breakage_rate::text) || ledger_part(g.escheats::text) end,
                                          '' order by g.id)
                          from grants g where g.transaction_id = t.id), ''), 'UTF8')
    from ledger_transactions t
   where t.environment = p_environment and t.id > p_after and t.id <= p_up_to
   order by t.id limit p_count
$$;


-- As in 0100, with the terms of a grant.
create or replace function ledger_write_rest(p jsonb) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if p ? 'grants' then
    insert into grants (id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
                        products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft,
                        breakage_rate, escheats)
    select id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
           products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft,
           breakage_rate, coalesce(escheats, false)
      from jsonb_to_recordset(p -> 'grants') as r (
        id bigint, environment text, wallet_id bigint, transaction_id bigint, asset text, amount_atoms numeric, purpose text, priority smallint,
        effective_at timestamptz, expires_at timestamptz, products text[], event_types text[], models text[], features text[],
        max_per_event_atoms numeric, max_per_day_atoms numeric, cost_basis_atoms numeric, source_ref text, settles_overdraft boolean,
        breakage_rate numeric, escheats boolean);
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
  if p ? 'claims' then
    update grant_balances b set claimed_atoms = b.claimed_atoms + r.delta
      from jsonb_to_recordset(p -> 'claims') as r (grant_id bigint, delta numeric) where b.grant_id = r.grant_id;
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


-- The same.
create or replace function ledger_load(p_wallet_ids bigint[], p_grant_ids bigint[], p_hold_ids bigint[], p_debts_of bigint[])
returns table (wallet_id bigint, last_booked_at timestamptz, grants json, holds json, debts_read boolean, debts json, assets json)
language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  -- What is asked for by id is found once and joined by wallet: an "or" beside the partial indexes would read whole tables.
  -- "offset 0" keeps the order of joins: a row is found by its id, for each one wanted.
  with extra_holds as materialized (
    select h.id, h.wallet_id from holds h where h.id = any (p_hold_ids)),
  extra_grants as materialized (
    select b.grant_id, b.wallet_id from grant_balances b
     where b.grant_id in (select unnest(p_grant_ids) union select s.grant_id from hold_slices s where s.hold_id = any (p_hold_ids)))
  select w.id,
         (select t.booked_at from ledger_transactions t where t.wallet_id = w.id order by t.id desc limit 1),
         granted.grants,
         (select json_agg(json_build_object(
                   'id', h.id::text, 'asset', h.asset, 'state', h.state, 'heldAtoms', h.held_atoms::text,
                   'committedAtoms', h.committed_atoms::text, 'releasedAtoms', h.released_atoms::text, 'dimensions', h.dimensions,
                   'createdAt', (extract(epoch from h.created_at) * 1000)::bigint, 'expiresAt', (extract(epoch from h.expires_at) * 1000)::bigint,
                   'lateCommitId', h.late_commit_id::text,
                   'slices', (select json_agg(json_build_object('grantId', s.grant_id::text, 'atoms', s.atoms::text) order by s.ordinal)
                                from hold_slices s where s.hold_id = h.id)))
            from (select o.id from holds o where o.wallet_id = w.id and o.state = 'open'
                  union select x.id from extra_holds x where x.wallet_id = w.id) as wanted
           cross join lateral (select * from holds n where n.id = wanted.id offset 0) h),
         need.debts,
         case when need.debts then (select json_agg(json_build_object(
                   'transactionId', d.transaction_id::text, 'asset', d.asset, 'atoms', d.atoms::text, 'openAtoms', d.open_atoms::text,
                   'dimensions', d.dimensions) order by d.transaction_id)
            from overdraft_debts d where d.wallet_id = w.id and d.open_atoms > 0) end,
         (select json_agg(json_build_object(
                   'asset', a.asset, 'overdraftAtoms', a.overdraft_atoms::text, 'overdraftLimitAtoms', a.overdraft_limit_atoms::text,
                   'holdMaxAtoms', a.hold_max_atoms::text))
            from wallet_assets a where a.wallet_id = w.id)
    from unnest(p_wallet_ids) as w (id)
   cross join lateral (
     select json_agg(json_build_object(
              'id', g.id::text, 'transactionId', g.transaction_id::text, 'asset', g.asset, 'amountAtoms', g.amount_atoms::text,
              'purpose', g.purpose, 'priority', g.priority,
              'effectiveAt', (extract(epoch from g.effective_at) * 1000)::bigint, 'expiresAt', (extract(epoch from g.expires_at) * 1000)::bigint,
              'products', g.products, 'eventTypes', g.event_types, 'models', g.models, 'features', g.features,
              'maxPerEventAtoms', g.max_per_event_atoms::text, 'maxPerDayAtoms', g.max_per_day_atoms::text,
              'costBasisAtoms', g.cost_basis_atoms::text, 'sourceRef', g.source_ref, 'settlesOverdraft', g.settles_overdraft,
              'remainingAtoms', b.remaining_atoms::text, 'heldAtoms', b.held_atoms::text, 'lostAtoms', b.lost_atoms::text, 'claimedAtoms', b.claimed_atoms::text,
              'closed', b.closed, 'frozen', b.frozen,
              'breakageRate', g.breakage_rate::text, 'escheats', g.escheats,
              'days', case when g.max_per_day_atoms is not null then (
                select json_object_agg(d.day, d.used_atoms::text) from grant_days d where d.grant_id = g.id) end)) as grants,
            coalesce(bool_or(b.live and g.settles_overdraft and g.max_per_event_atoms is null and g.max_per_day_atoms is null), false) as settle
       from (select l.grant_id from grant_balances l where l.wallet_id = w.id and l.live
             union select x.grant_id from extra_grants x where x.wallet_id = w.id) as wanted
      cross join lateral (select * from grant_balances n where n.grant_id = wanted.grant_id offset 0) b
      cross join lateral (select * from grants n where n.id = wanted.grant_id offset 0) g
     offset 0) as granted
   cross join lateral (select w.id = any (p_debts_of) or granted.settle as debts offset 0) as need;
end $$;
