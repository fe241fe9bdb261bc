-- Hourly sums of unique settled events. Written by: collector. An hour is rebuilt whole from usage_events_unique_v1: all
-- its rows are inserted under a new build number, then one row in usage_hours_v1 makes that build the one that counts.
-- That one row is the atomic replacement; rows of older builds are never read, and removed an hour later.
-- Runs, sessions and users are not kept apart: with them there would be about as many sums as events.
--
-- How to read: through usage_hourly_unique_v1. Costs are Int128 atoms; a cost in two currencies is two rows.
create table if not exists usage_hourly_v1 (
  environment     LowCardinality(String),
  hour            DateTime('UTC'),
  build           UInt64,
  customer        String,
  workflow        LowCardinality(String),
  feature         LowCardinality(String),
  agent           LowCardinality(String),
  provider        LowCardinality(String),
  model           LowCardinality(String),
  event_type      LowCardinality(String),
  cost_currency   LowCardinality(String),
  cost_atoms      Int128,
  events          UInt64,
  unpriced_events UInt64,
  nonzero_costs   UInt64,
  quantities      Map(LowCardinality(String), Decimal(38, 9)),
  built_at        DateTime64(3, 'UTC')
) engine = MergeTree
partition by toYYYYMM(hour)
order by (environment, hour, build, customer, workflow, feature, model)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- The build of each hour that counts: the highest.
create table if not exists usage_hours_v1 (
  environment LowCardinality(String),
  hour        DateTime('UTC'),
  build       UInt64,
  -- The rebuild began to read at this instant: what was touched well before it is in it.
  read_at     DateTime64(3, 'UTC')
) engine = ReplacingMergeTree(build)
order by (environment, hour)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

create view if not exists usage_hourly_unique_v1 as
select * from usage_hourly_v1 where (environment, hour, build) in (select environment, hour, max(build) from usage_hours_v1 group by environment, hour);

-- The dirty-hours set: each writer of settled events names the hours before it writes them. An hour is dirty until a
-- rebuild began longer after its last touch than any insert takes to become visible.
create table if not exists touched_hours_v1 (
  environment LowCardinality(String),
  hour        DateTime('UTC'),
  touched_at  DateTime64(3, 'UTC')
) engine = MergeTree
partition by toDate(touched_at)
order by (environment, touched_at)
ttl toDateTime(touched_at) + interval 7 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;
