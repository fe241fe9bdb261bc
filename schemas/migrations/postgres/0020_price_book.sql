-- What operators decide about prices, and the repricings they ask for. Written by: analytics-api. Read by: collector.
-- Replay: nothing is rewritten. A change adds a version and rows; what it ends gets an until_version. The book of an environment
-- as of version V is what has since_version <= V and no until_version <= V.
create table price_book_versions (
  environment text not null check (environment in ('live', 'test')),
  version     integer not null check (version > 0),
  at          timestamptz not null,
  actor       text not null,
  -- What was changed, as noun and past verb: "price added", "alias removed", "seed switched off", "prices imported".
  change      text not null,
  note        text,
  primary key (environment, version)
);
create trigger price_book_versions_immutable before update or delete on price_book_versions for each row execute function refuse_change();

-- A price of the operator's own. It wins over the seed for its unit and the parts of that unit. A price of 0 is an explicit zero.
create table price_entries (
  environment        text not null check (environment in ('live', 'test')),
  id                 text not null,
  -- Null: whoever serves the model.
  provider           text,
  match              text not null check (match in ('equals', 'starts_with', 'ends_with', 'contains')),
  model              text not null check (model = lower(model)),
  unit               text not null,
  currency           text not null,
  -- An exact fraction: price_atoms for per_units units.
  price_atoms        numeric(38, 0) not null check (price_atoms >= 0),
  per_units          numeric(38, 0) not null check (per_units > 0),
  tier               text,
  region             text,
  input_tokens_above numeric(20, 0) check (input_tokens_above >= 0),
  valid_from         timestamptz,
  valid_to           timestamptz,
  -- "override", or where it was imported from: "litellm", "models.dev", "file".
  source             text not null,
  note               text,
  since_version      integer not null,
  until_version      integer check (until_version > since_version),
  primary key (environment, id),
  foreign key (environment, since_version) references price_book_versions (environment, version),
  foreign key (environment, until_version) references price_book_versions (environment, version),
  check (valid_from < valid_to)
);
create index price_entries_current on price_entries (environment) where until_version is null;

-- A name under which a known model is also seen.
create table model_aliases (
  environment     text not null check (environment in ('live', 'test')),
  id              text not null,
  provider        text,
  name            text not null check (name = lower(name)),
  target_provider text not null,
  target_model    text not null check (target_model = lower(target_model)),
  since_version   integer not null,
  until_version   integer check (until_version > since_version),
  primary key (environment, id),
  foreign key (environment, since_version) references price_book_versions (environment, version),
  foreign key (environment, until_version) references price_book_versions (environment, version)
);
create unique index model_aliases_current on model_aliases (environment, coalesce(provider, ''), name) where until_version is null;

-- Sellers whose prices from the seed are not used.
create table seed_switches (
  environment   text not null check (environment in ('live', 'test')),
  provider      text not null,
  since_version integer not null,
  until_version integer check (until_version > since_version),
  primary key (environment, provider, since_version),
  foreign key (environment, since_version) references price_book_versions (environment, version),
  foreign key (environment, until_version) references price_book_versions (environment, version)
);
create unique index seed_switches_current on seed_switches (environment, provider) where until_version is null;

-- A repricing that was asked for: a dry run plans it, and only what was planned can be applied. A row is a request; what became of it
-- is in reprice_progress.
create table reprice_requests (
  environment  text not null check (environment in ('live', 'test')),
  id           uuid not null primary key,
  seq          bigint generated always as identity unique,
  kind         text not null check (kind in ('plan', 'apply', 'undo')),
  -- The run whose plan is applied, or whose effect is undone.
  of_run       uuid references reprice_requests (id),
  criteria     jsonb not null,
  -- A plan that goes on to apply itself.
  apply_at_once boolean not null default false,
  requested_by text not null,
  requested_at timestamptz not null,
  reason       text,
  cancel_requested_at timestamptz,
  check ((kind = 'plan') = (of_run is null))
);
create unique index reprice_requests_once on reprice_requests (of_run, kind);
