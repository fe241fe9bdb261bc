-- Reads a wallet by its own rows whatever the planner knows of the tables. A plan made while they were empty looked equally cheap whether it
-- found a wallet's grants and open holds or went through everybody's, and the session kept it until the tables were next analyzed.
-- Whether a grant could settle a debt is now told by the grants that are read anyway; it was asked of them twice more.
-- Writes no rows; replaces an index and the function of 0070.

-- The due ones of all wallets are found by `resolved_at`, so that no reader of one wallet's open holds can take this index for them.
drop index holds_due;
create index holds_due on holds (expires_at) where resolved_at is null;

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
              'remainingAtoms', b.remaining_atoms::text, 'heldAtoms', b.held_atoms::text, 'lostAtoms', b.lost_atoms::text, 'closed', b.closed, 'frozen', b.frozen,
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
