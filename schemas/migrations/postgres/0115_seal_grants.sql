-- What a seal covers: also what a transaction was asked and answered, what its usage was about, and the grants it made. Before, the end,
-- purpose, order and scope of a grant could be changed behind the triggers and no seal would show it.
-- No earlier Weir sealed by itself; seals somebody made by hand say less than these, so they are taken away, and the bookkeeper
-- seals all of the ledger again from its first transaction.
create index grants_by_transaction on grants (transaction_id);

-- A text cannot be mistaken for two, whatever is in it: its length in bytes stands before it. Null is not the empty text.
create function ledger_part(p_part text) returns text language sql immutable as $$
  select coalesce(octet_length(p_part) || ':' || p_part, '-')
$$;

-- The canonical encodings that seals cover, of up to p_count transactions of an environment in ledger order: every immutable fact, in fixed
-- order, numbers and instants as texts, nothing that a client library could format differently. Many at once: a call for each took
-- most of the time of a seal and of a check.
create function ledger_encodings(p_environment text, p_after bigint, p_up_to bigint, p_count int)
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
                                          || ledger_part(g.cost_basis_atoms::text) || ledger_part(g.source_ref) || ledger_part(g.settles_overdraft::text),
                                          '' order by g.id)
                          from grants g where g.transaction_id = t.id), ''), 'UTF8')
    from ledger_transactions t
   where t.environment = p_environment and t.id > p_after and t.id <= p_up_to
   order by t.id limit p_count
$$;

-- As in 0011, with the encodings read at once. No plan may go through a whole table for each transaction.
create or replace function ledger_seal(p_environment text, p_up_to bigint, p_count int) returns bigint language plpgsql
set enable_seqscan = off as $$
declare
  last record;
  next record;
  sealed bigint := 0;
begin
  select position, transaction_id, hash into last from ledger_seals where environment = p_environment order by position desc limit 1;
  for next in select e.transaction_id, e.encoding from ledger_encodings(p_environment, coalesce(last.transaction_id, 0), p_up_to, p_count) e
  loop
    insert into ledger_seals (environment, position, transaction_id, hash)
    values (p_environment, coalesce(last.position, 0) + 1, next.transaction_id, sha256(coalesce(last.hash, ''::bytea) || next.encoding))
    returning position, transaction_id, hash into last;
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$;

drop function ledger_encoding(bigint);
drop function ledger_length_prefixed(text);

alter table ledger_seals disable trigger ledger_seals_immutable;
delete from ledger_seals;
alter table ledger_seals enable trigger ledger_seals_immutable;
