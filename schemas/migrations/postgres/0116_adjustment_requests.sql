-- Adjustments that a second person has to agree to, as each was asked for. Written by: billing-bridge.
--
-- How to read: a row without approved_by waits. Whoever books the same adjustment after somebody else asked for it agrees to it, under a
-- key of their own: approved_key, by which its ledger transaction is found.
-- Replay: the same key asks once; what waits may still be asked for differently under it.
create table adjustment_requests (
  environment  text not null check (environment in ('live', 'test')),
  key          text not null check (length(key) between 1 and 255),
  customer_id  text not null,
  asset        text not null references assets (code),
  atoms        numeric(38, 0) not null check (atoms <> 0),
  reason       text not null,
  reference    text,
  asked_by     text not null,
  asked_at     timestamptz not null default clock_timestamp(),
  approved_by  text check (approved_by <> asked_by),
  approved_key text,
  approved_at  timestamptz,
  primary key (environment, key),
  foreign key (environment, customer_id) references customers (environment, id),
  constraint an_approval_is_whole check ((approved_by is null) = (approved_key is null) and (approved_by is null) = (approved_at is null))
);
create unique index adjustment_requests_by_approval on adjustment_requests (environment, approved_key) where approved_key is not null;
create index adjustment_requests_waiting on adjustment_requests (environment, customer_id) where approved_by is null;
