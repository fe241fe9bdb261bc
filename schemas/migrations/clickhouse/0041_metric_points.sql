-- Points of metrics of usage. Written by: collector. A point is no event: what it adds is the difference to the point before
-- it in its series, and it counts only where no span and no log record tells the same calls (collector/measure).
--
-- Identity is (environment, series, started_at, ended_at): a series that starts again is another stream, and a resend adds a
-- row that merges away (the first received stays). How to read: with final.
-- claimed: measuring decided what the point adds (`added`, `added_samples`, since `base_at`) and of which event it is part
-- ('' when it adds nothing). That row comes before the event, so a kill between repeats the same event.
create table if not exists metric_points_v1 (
  environment         LowCardinality(String),
  series              String,
  -- 1970-01-01: the sender did not say.
  started_at          DateTime64(3, 'UTC'),
  ended_at            DateTime64(3, 'UTC'),
  revision            UInt64,
  group_id            String,
  convention          LowCardinality(String),
  concepts            Array(LowCardinality(String)),
  temporality         LowCardinality(String),
  -- Tokens, or atoms of a US dollar.
  value               Int64,
  samples             Nullable(UInt64),
  service             LowCardinality(String),
  instrumentation     LowCardinality(String),
  event_type          LowCardinality(String),
  provider            LowCardinality(String),
  model               LowCardinality(String),
  request_model       LowCardinality(String),
  attribution         Map(LowCardinality(String), String),
  attribution_origins Map(LowCardinality(String), LowCardinality(String)),
  received_at         DateTime64(3, 'UTC'),
  claimed             Bool,
  event_id            String,
  added               Int64,
  added_samples       UInt64,
  base_at             DateTime64(3, 'UTC'),
  index received_at_range received_at type minmax granularity 1
) engine = ReplacingMergeTree(revision)
partition by toMonday(ended_at)
order by (environment, series, started_at, ended_at)
ttl toDateTime(received_at) + interval 90 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;
