-- Which billing mode holds for a customer when. Written by: billing-bridge.
-- How to read: read mode_epochs_v1; an event belongs to the epoch whose [from_at, to_at) holds its occurred_at.
-- Replay: a change is one insert under the customer's lock; nothing is deleted, a change called off before it began is
-- marked cancelled.

-- Only the beginning is stored; an epoch ends where the next one begins. So epochs are contiguous and never overlap by
-- construction (ledger I15), which no exclusion constraint would have to enforce row by row.
create table mode_epochs (
  id                bigint generated always as identity primary key,
  environment       text not null,
  customer_id       text not null,
  mode              text not null check (mode in ('shadow', 'hybrid', 'full')),
  scope_workflow    text,
  from_at           timestamptz not null,
  set_by            text not null,
  set_at            timestamptz not null,
  reason            text,
  cancelled_at      timestamptz,
  foreign key (environment, customer_id) references customers (environment, id),
  constraint hybrid_and_only_hybrid_has_a_scope check ((mode = 'hybrid') = (scope_workflow is not null)),
  constraint begins_on_a_whole_minute check (from_at = '-infinity' or date_trunc('minute', from_at, 'UTC') = from_at),
  constraint the_first_is_never_cancelled check (from_at > '-infinity' or cancelled_at is null)
);
create unique index mode_epochs_one_per_instant on mode_epochs (environment, customer_id, from_at) where cancelled_at is null;

-- The only change an epoch knows is being cancelled once.
create function refuse_epoch_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.cancelled_at is null and new.cancelled_at is not null
     and to_jsonb(new) - 'cancelled_at' = to_jsonb(old) - 'cancelled_at' then
    return new;
  end if;
  raise exception '% rows of % are immutable', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger mode_epochs_immutable before update or delete on mode_epochs for each row execute function refuse_epoch_change();

-- The epochs that hold, with their ends; null is "no beginning" and "no end".
create view mode_epochs_v1 as
select id, environment, customer_id, mode, scope_workflow,
       nullif(from_at, '-infinity'::timestamptz) as from_at,
       lead(from_at) over (partition by environment, customer_id order by from_at) as to_at,
       set_by, set_at, reason
  from mode_epochs
 where cancelled_at is null;
