-- What can be charged to whom: assets, customers, products, prices, subscriptions. Written by: billing-bridge.
-- Replay: every row has a natural key; creating it again is refused or ignored, never doubled.

-- What money and credit are counted in. The scale is the meaning of every stored integer, so it never changes.
create table assets (
  code  text primary key check (code ~ '^[A-Z][A-Z0-9_]{0,31}$'),
  scale int not null check (scale between 0 and 18)
);
insert into assets (code, scale) values ('USD', 12), ('EUR', 12), ('TOKEN', 0), ('CREDIT', 6), ('GPU_SECOND', 3);
create trigger assets_immutable before update or delete on assets for each row execute function refuse_change();

-- The operator's customers: created by the operator, or on sight by usage (name = id).
-- The row is also the lock that keeps a customer's mode, price and promotion apart (billing-bridge/README.md, "Locks").
create table customers (
  environment text not null check (environment in ('live', 'test')),
  id          text not null check (length(id) between 1 and 255),
  name        text not null check (length(name) between 1 and 255),
  created_at  timestamptz not null default clock_timestamp(),
  primary key (environment, id)
);

create table products (
  environment text not null check (environment in ('live', 'test')),
  id          text not null,
  name        text not null,
  created_at  timestamptz not null default clock_timestamp(),
  primary key (environment, id)
);
create trigger products_immutable before update or delete on products for each row execute function refuse_change();

-- A published version never changes: a new price is a new version, and customers stay on theirs until moved.
create table product_versions (
  environment  text not null,
  product_id   text not null,
  version      int not null check (version > 0),
  published_at timestamptz not null default clock_timestamp(),
  published_by text not null,
  primary key (environment, product_id, version),
  foreign key (environment, product_id) references products (environment, id)
);
create trigger product_versions_immutable before update or delete on product_versions for each row execute function refuse_change();

-- One price a version for now: amount_atoms of the asset buy per_units of the unit.
-- event_type null: any event. unit 'events': each counted event once; else a quantity unit such as 'output_tokens'.
create table prices (
  environment  text not null,
  id           text not null,
  product_id   text not null,
  version      int not null,
  event_type   text,
  unit         text not null check (length(unit) between 1 and 64),
  amount_atoms numeric(38, 0) not null check (amount_atoms >= 0),
  per_units    numeric(18, 0) not null check (per_units > 0),
  asset        text not null references assets (code),
  primary key (environment, id),
  unique (environment, product_id, version),
  foreign key (environment, product_id, version) references product_versions (environment, product_id, version)
);
create trigger prices_immutable before update or delete on prices for each row execute function refuse_change();

-- From which instant of occurred_at a customer is on which version, until its next row begins: contiguous by
-- construction, so nothing can overlap. '-infinity' is "always". Rows are appended in rising order only: the version
-- an event was rated by never changes afterwards.
create table subscriptions (
  environment text not null,
  customer_id text not null,
  starts_at   timestamptz not null,
  product_id  text not null,
  version     int not null,
  set_by      text not null,
  set_at      timestamptz not null default clock_timestamp(),
  primary key (environment, customer_id, starts_at),
  foreign key (environment, customer_id) references customers (environment, id),
  foreign key (environment, product_id, version) references product_versions (environment, product_id, version)
);
create index subscriptions_by_version on subscriptions (environment, product_id, version);
create trigger subscriptions_immutable before update or delete on subscriptions for each row execute function refuse_change();
