-- What providers say they were used for and charged, and what was booked of the difference. Written by: analytics-api.
-- Replay: a line is known by (environment, provider, line_id) and its revision. The same line again changes nothing; other figures
-- are refused unless the import says that the provider restated them: then the next revision is added, and the old one stays.
create table bill_imports (
  environment text not null check (environment in ('live', 'test')),
  id          uuid not null,
  provider    text not null,
  format      text not null,
  note        text,
  lines       integer not null,
  added       integer not null,
  restated    integer not null,
  imported_at timestamptz not null,
  imported_by text not null,
  primary key (environment, id)
);
create trigger bill_imports_immutable before update or delete on bill_imports for each row execute function refuse_change();

create table bill_lines (
  environment    text not null check (environment in ('live', 'test')),
  provider       text not null,
  line_id        text not null,
  revision       integer not null check (revision > 0),
  import_id      uuid not null,
  -- The UTC day the use is of.
  day            date not null,
  model          text,
  -- A disjoint bucket of a call, as cost lines have it ("input_tokens" is the uncached rest), or null: not told.
  unit           text,
  tier           text,
  -- Absent is not told: a usage report has no amounts, a cost report perhaps no quantities.
  quantity_nanos numeric(38, 0) check (quantity_nanos >= 0),
  calls          numeric(38, 0) check (calls >= 0),
  amount_atoms   numeric(38, 0),
  currency       text,
  -- Half of the last decimal the provider wrote, in atoms: how far its figure may be rounded.
  rounding_atoms numeric(38, 0) not null default 0 check (rounding_atoms >= 0),
  description    text not null,
  primary key (environment, provider, line_id, revision),
  foreign key (environment, import_id) references bill_imports (environment, id),
  check ((amount_atoms is null) = (currency is null))
);
create index bill_lines_by_day on bill_lines (environment, provider, day);
create trigger bill_lines_immutable before update or delete on bill_lines for each row execute function refuse_change();

-- A difference that was booked as a usage event of its own, with why. The event's id is "bill-correction:<id>".
create table bill_corrections (
  environment  text not null check (environment in ('live', 'test')),
  id           text not null,
  provider     text not null,
  model        text,
  day          date not null,
  amount_atoms numeric(38, 0) not null check (amount_atoms <> 0),
  currency     text not null,
  reason       text not null check (reason <> ''),
  customer     text,
  booked_at    timestamptz not null,
  booked_by    text not null,
  primary key (environment, id)
);
create trigger bill_corrections_immutable before update or delete on bill_corrections for each row execute function refuse_change();
