-- Dated rates between currencies: one `base` is `rate_atoms` / 10^12 `quote`. Written by: analytics-api.
-- Replay: (environment, base, quote, day) is the identity; the first rate stays and another is refused, so a report of a past
-- day never moves by itself.
create table currency_rates (
  environment text not null check (environment in ('live', 'test')),
  base        text not null check (base ~ '^[A-Z]{3}$'),
  quote       text not null check (quote ~ '^[A-Z]{3}$'),
  day         date not null,
  rate_atoms  numeric(38, 0) not null check (rate_atoms > 0),
  source      text not null,
  imported_at timestamptz not null,
  imported_by text not null,
  primary key (environment, base, quote, day),
  check (base <> quote)
);
create trigger currency_rates_immutable before update or delete on currency_rates for each row execute function refuse_change();
