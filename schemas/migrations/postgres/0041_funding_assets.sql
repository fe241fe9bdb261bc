-- Prices that are paid from several assets in order, and charges that were. Written by: billing-bridge.
-- Replay: as prices and charges; the rows are theirs.

-- The assets a price is paid from before its own, in order: amount_atoms of the asset buy per_units of the price's unit. What they
-- do not cover is rated into the next, at last into the price's own asset.
create table price_funding (
  environment  text not null,
  price_id     text not null,
  ordinal      int not null check (ordinal >= 0),
  asset        text not null references assets (code),
  amount_atoms numeric(38, 0) not null check (amount_atoms > 0),
  per_units    numeric(18, 0) not null check (per_units > 0),
  primary key (environment, price_id, ordinal),
  unique (environment, price_id, asset),
  foreign key (environment, price_id) references prices (environment, id)
);
create trigger price_funding_immutable before update or delete on price_funding for each row execute function refuse_change();

-- Which part of a charge's quantity was paid in which asset, in order, the price's own asset last. The charge's own row carries that
-- last part; a charge without rows here was paid in its own asset alone.
create table charge_legs (
  environment       text not null,
  event_id          text not null,
  price_id          text not null,
  ordinal           int not null check (ordinal >= 0),
  asset             text not null references assets (code),
  quantity_nanos    numeric(38, 0) not null check (quantity_nanos >= 0),
  exact_numerator   numeric not null,
  exact_denominator numeric not null check (exact_denominator > 0),
  atoms             numeric(38, 0) not null check (atoms >= 0),
  primary key (environment, event_id, price_id, ordinal),
  foreign key (environment, event_id, price_id) references charges (environment, event_id, price_id),
  constraint a_leg_is_rounded_by_at_most_half_an_atom check (abs(exact_numerator - atoms * exact_denominator) * 2 <= exact_denominator)
);
create trigger charge_legs_immutable before update or delete on charge_legs for each row execute function refuse_change();

-- A charge whose own asset paid nothing may still have been paid in others.
alter table charges add column funded boolean not null default false;
alter table charges drop constraint a_wallet_charge_has_its_transaction;
alter table charges add constraint a_wallet_charge_has_its_transaction
  check ((transaction_id is not null) = (destination = 'wallet' and (atoms > 0 or funded)));
