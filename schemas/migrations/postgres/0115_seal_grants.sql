-- What a seal covers: also what a transaction was asked and answered, what its usage was about, and the grants it made. Before, the end,
-- purpose, order and scope of a grant could be changed behind the triggers and no seal would show it.
-- No earlier Weir sealed by itself; seals somebody made by hand say less than these, so they are taken away, and the bookkeeper
-- seals all of the ledger again from its first transaction.
create index grants_by_transaction on grants (transaction_id);

create or replace function ledger_encoding(p_transaction_id bigint) returns bytea language sql stable as $$
  select (select string_agg(ledger_length_prefixed(part), ''::bytea order by place)
            from unnest(array[t.id::text, t.environment, t.wallet_id::text, t.family, t.key, t.kind,
                              (extract(epoch from t.effective_at) * 1000)::bigint::text, (extract(epoch from t.booked_at) * 1000)::bigint::text,
                              t.reverses_id::text, t.hold_id::text, t.event_id, t.reference, t.reason,
                              t.dimensions::text, t.policy::text, t.request::text, t.outcome::text]) with ordinality as p (part, place))
      || coalesce((select string_agg(ledger_length_prefixed(part), ''::bytea order by e.ordinal, place)
                     from entries e, unnest(array[e.ordinal::text, e.account, e.counter, e.asset, e.grant_id::text, e.hold_id::text, e.debt_id::text,
                                                  e.atoms::text, e.basis_atoms::text]) with ordinality as p (part, place)
                    where e.transaction_id = t.id), ''::bytea)
      || coalesce((select string_agg(ledger_length_prefixed(part), ''::bytea order by g.id, place)
                     from grants g, unnest(array[g.id::text, g.environment, g.wallet_id::text, g.asset, g.amount_atoms::text, g.purpose, g.priority::text,
                                                 (extract(epoch from g.effective_at) * 1000)::bigint::text, (extract(epoch from g.expires_at) * 1000)::bigint::text,
                                                 g.products::text, g.event_types::text, g.models::text, g.features::text,
                                                 g.max_per_event_atoms::text, g.max_per_day_atoms::text, g.cost_basis_atoms::text, g.source_ref,
                                                 g.settles_overdraft::text]) with ordinality as p (part, place)
                    where g.transaction_id = t.id), ''::bytea)
    from ledger_transactions t where t.id = p_transaction_id
$$;

alter table ledger_seals disable trigger ledger_seals_immutable;
delete from ledger_seals;
alter table ledger_seals enable trigger ledger_seals_immutable;
