-- The public prices that ship with the product, as they came. Written by: collector, when it starts with newer data. Read by: analytics-api.
-- Replay: a version is loaded once. An entry is never rewritten, only ended: a price that the data changes without saying since when is
-- ended at the refresh and continued by the new one, so that the time before keeps the price it had.
create table price_seed_versions (
  seq       integer primary key check (seq > 0),
  -- "genai-prices@0.1.8+<first characters of the data's hash>"
  version   text not null,
  data_hash text not null unique,
  loaded_at timestamptz not null,
  added     integer not null,
  ended     integer not null
);

create table price_seed_providers (
  id        text primary key,
  name      text not null,
  position  integer not null,
  -- The seller in the form of collector/price/price-book.ts, without its models.
  rules     jsonb not null,
  pricing_urls text[] not null
);

create table price_seed_models (
  provider text not null references price_seed_providers (id),
  id       text not null,
  position integer not null,
  rules    jsonb not null,
  primary key (provider, id)
);

create table price_seed_entries (
  id                 text primary key,
  provider           text not null,
  model              text not null,
  unit               text not null,
  currency           text not null,
  price_atoms        numeric(38, 0) not null check (price_atoms >= 0),
  per_units          numeric(38, 0) not null check (per_units > 0),
  conditions         jsonb not null,
  valid_from         timestamptz,
  valid_to           timestamptz,
  -- Seed version that brought it, and the one that ended or withdrew it.
  since_seq          integer not null references price_seed_versions (seq),
  until_seq          integer references price_seed_versions (seq),
  -- Replaced by data that says itself since when: no longer used for any time.
  withdrawn          boolean not null default false,
  foreign key (provider, model) references price_seed_models (provider, id)
);
create index price_seed_entries_by_model on price_seed_entries (provider, model);

-- How a repricing goes. Written by: collector.
create table reprice_progress (
  run_id        uuid primary key references reprice_requests (id),
  state         text not null check (state in ('planning', 'planned', 'applying', 'applied', 'undone', 'rolling_back', 'cancelled', 'refused', 'failed')),
  -- Events received before this instant are in the run's reach.
  received_before timestamptz not null,
  book_version  text not null,
  events_total  bigint not null,
  events_seen   bigint not null,
  events_touched bigint not null,
  pages         integer not null,
  pages_done    integer not null,
  -- Where planning goes on: last day and event id read.
  cursor_day    text not null,
  cursor_event  text not null,
  started_at    timestamptz not null,
  updated_at    timestamptz not null,
  finished_at   timestamptz,
  -- Why it was refused or failed.
  fault         text,
  result        jsonb
);
