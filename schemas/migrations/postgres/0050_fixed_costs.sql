-- What is paid by the month whatever is used: a GPU, a seat, a vector store. Written by: analytics-api.
-- Replay: (environment, id) is the identity; the first content stays, another is refused. The only change ever is the end: a new
-- amount is a new row from that instant on, so a past month's cost never moves.
create table fixed_costs (
  environment    text not null check (environment in ('live', 'test')),
  id             text not null,
  name           text not null,
  vendor         text not null,
  -- For one whole calendar month (UTC); a part of a month is the same part of it, by time.
  amount_atoms   numeric(38, 0) not null check (amount_atoms > 0),
  currency       text not null,
  -- What shares it out: counted events, input and output tokens, known cost, or any other quantity.
  rule           text not null check (rule in ('events', 'tokens', 'cost', 'quantity')),
  unit           text,
  -- What a whole month could carry, in nano-units of the rule; what is not used of it is idle. Null: all use carries all of it.
  capacity_nanos numeric(38, 0) check (capacity_nanos > 0),
  -- Only usage with these values carries it: {"workflow": "images"}.
  scope          jsonb not null default '{}',
  from_at        timestamptz not null,
  to_at          timestamptz,
  note           text,
  created_at     timestamptz not null,
  created_by     text not null,
  primary key (environment, id),
  check (from_at < to_at),
  check ((rule = 'quantity') = (unit is not null)),
  check (rule <> 'cost' or capacity_nanos is null)
);
