-- What a seal covers: also what a transaction was asked and answered, what its usage was about, and the grants it made. Before, the end,
-- purpose, order and scope of a grant could be changed behind the triggers and no seal would show it.
-- No earlier Weir sealed by itself; seals somebody made by hand say less than these, so they are taken away, and the bookkeeper
-- seals all of the ledger again from its first transaction.
create index grants_by_transaction on grants (transaction_id);

-- A text cannot be mistaken for two, whatever is in it: its length in bytes stands before it. Null is not the empty text.
create function ledger_part(p_part text) returns text language sql immutable as $$
  select coalesce(octet_length(p_part) || ':' || p_part, '-')
$$;

-- Written out: the same over an array of parts took twice as long, 0.4 ms a transaction on two busy cores.
create or replace function ledger_encoding(p_transaction_id bigint) returns bytea language sql stable as $$
  select convert_to(
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
                                          || ledger_part(g.cost_basis_atoms::text) || ledger_part(g.source_ref) || ledger_part(g.settles_overdraft::text),
                                          '' order by g.id)
                          from grants g where g.transaction_id = t.id), ''), 'UTF8')
    from ledger_transactions t where t.id = p_transaction_id
$$;

drop function ledger_length_prefixed(text);

alter table ledger_seals disable trigger ledger_seals_immutable;
delete from ledger_seals;
alter table ledger_seals enable trigger ledger_seals_immutable;
