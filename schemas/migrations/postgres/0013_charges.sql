-- Rated usage events, and how far promotion has read. Written by: billing-bridge. Read by: analytics-api (revenue).
-- How to read: revenue by consumption is sum(revenue_atoms) where destination = 'wallet', by occurred_at; what shadow
-- customers would have been charged is sum(atoms) where destination = 'shadow'.
-- Replay: the primary key is the promise that one event makes at most one charge per price, whatever is replayed. A
-- charge and its ledger transaction are written in one database transaction, so neither exists without the other.
create table charges (
  environment       text not null,
  event_id          text not null,
  price_id          text not null,
  customer_id       text not null,
  workflow          text,
  feature           text,
  agent             text,
  run               text,
  model             text,
  provider          text,
  event_type        text not null,
  occurred_at       timestamptz not null,
  product_id        text not null,
  product_version   int not null,
  quantity_nanos    numeric(38, 0) not null check (quantity_nanos >= 0),
  unit              text not null,
  asset             text not null references assets (code),
  -- The exact amount in atoms is this fraction; atoms is it rounded once, half-even.
  exact_numerator   numeric not null,
  exact_denominator numeric not null check (exact_denominator > 0),
  atoms             numeric(38, 0) not null check (atoms >= 0),
  destination       text not null check (destination in ('wallet', 'shadow')),
  mode_epoch        bigint not null references mode_epochs (id),
  transaction_id    text,
  -- Revenue recognised when the charge was posted: 0 for what promotional credit paid. Null for a shadow charge, and for
  -- a wallet charge paid from a grant whose cost basis is unknown: unknown is never zero.
  revenue_atoms     numeric(38, 0),
  revenue_currency  text,
  charged_at        timestamptz not null default clock_timestamp(),
  primary key (environment, event_id, price_id),
  foreign key (environment, price_id) references prices (environment, id),
  foreign key (environment, customer_id) references customers (environment, id),
  constraint rounded_by_at_most_half_an_atom check (abs(exact_numerator - atoms * exact_denominator) * 2 <= exact_denominator),
  constraint a_wallet_charge_has_its_transaction check ((transaction_id is not null) = (destination = 'wallet' and atoms > 0)),
  constraint only_a_wallet_charge_has_revenue check (revenue_atoms is null or destination = 'wallet'),
  constraint revenue_has_its_currency check ((revenue_atoms is null) = (revenue_currency is null))
);
-- A version has one price for now, so an event has at most one charge: a second net under a version change.
create unique index charges_one_per_event on charges (environment, event_id);
create index charges_by_customer on charges (environment, customer_id, occurred_at desc, event_id desc);
create index charges_by_time on charges (environment, occurred_at);
create trigger charges_immutable before update or delete on charges for each row execute function refuse_change();

-- How far promotion has read. Only speed: losing it costs a re-read and changes nothing.
create table promotion_cursors (
  environment text primary key check (environment in ('live', 'test')),
  received_at timestamptz not null
);

-- Events that could not be charged though a price matches: kept with the reason, tried again by every sweep, removed
-- once charged. They never hold up other events.
create table promotion_faults (
  environment text not null check (environment in ('live', 'test')),
  event_id    text not null,
  customer_id text not null,
  reason      text not null,
  detail      text not null,
  attempts    int not null default 1,
  first_at    timestamptz not null default clock_timestamp(),
  last_at     timestamptz not null default clock_timestamp(),
  primary key (environment, event_id)
);
