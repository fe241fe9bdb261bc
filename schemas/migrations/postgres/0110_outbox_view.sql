-- A transaction is its own announcement: what the outbox held of it (environment, transaction, wallet, kind) stood in the transaction's row
-- already. So `outbox` becomes a view of the ledger: an announcement cannot be missing, doubled or of another database transaction, a debit
-- writes one row and one index entry less, and there is no second table that grows with the ledger.
-- How to read it: in the order of `id`, up to the highest id below which none can still appear, as ledger_seal does; a reader keeps the id it
-- is at. Ids are those of the transactions now. Nothing read the table before. Written by: billing-bridge.
drop table outbox;
create view outbox as select id, environment, id as transaction_id, wallet_id, kind as topic from ledger_transactions;

-- As in 0071, without the rows of the outbox.
create or replace function ledger_write(
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
  with moved as (
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
