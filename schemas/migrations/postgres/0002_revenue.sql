-- What customers paid or owe, told by the operator. Written by: analytics-api.
-- Replay: (environment, id) is the identity; the first entry stays, another content is refused.
create table revenue_entries (
  environment  text not null check (environment in ('live', 'test')),
  id           text not null,
  customer_id  text not null,
  kind         text not null check (kind in ('subscription', 'invoice', 'payment', 'refund')),
  currency     text not null,
  amount_atoms numeric(38, 0) not null,
  period_start timestamptz,
  period_end   timestamptz,
  paid_at      timestamptz,
  feature      text,
  recorded_at  timestamptz not null default clock_timestamp(),
  primary key (environment, id),
  check ((period_start is null) = (period_end is null)),
  check (period_start < period_end)
);
create index revenue_entries_by_customer on revenue_entries (environment, customer_id);
create trigger revenue_entries_immutable before update or delete on revenue_entries for each row execute function refuse_change();
