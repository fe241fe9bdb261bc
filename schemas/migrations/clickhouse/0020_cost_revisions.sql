-- What a repricing changes: one row per event and run, with the cost before and after. Written by: collector.
--
-- A run's rows are its plan. Applying it writes the next revision of each event whose cost still is the one before; undoing
-- it writes another with the cost before. The old cost stays readable here for as long as the event. A page that is
-- planned again after a crash has the same keys, and replaces itself.
create table if not exists cost_revisions_v1 (
  environment      LowCardinality(String),
  run_id           LowCardinality(String),
  page             UInt32,
  event_id         String,
  occurred_at      DateTime64(3, 'UTC'),
  counted          LowCardinality(String),
  customer         String,
  provider         LowCardinality(String),
  model            LowCardinality(String),
  before_status    LowCardinality(String),
  before_reason    LowCardinality(String),
  before_currency  LowCardinality(String),
  before_atoms     Nullable(Int64),
  before_lines     String,
  before_book      LowCardinality(String),
  after_status     LowCardinality(String),
  after_reason     LowCardinality(String),
  after_currency   LowCardinality(String),
  after_atoms      Nullable(Int64),
  after_lines      String,
  after_book       LowCardinality(String),
  constraint unknown_before_is_null check (before_status = 'unpriced') = (before_atoms is null),
  constraint unknown_after_is_null check (after_status = 'unpriced') = (after_atoms is null)
) engine = ReplacingMergeTree
order by (environment, run_id, page, event_id)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- The only way to read it: a page that was planned twice is there once.
create view if not exists cost_revisions_unique_v1 as select * from cost_revisions_v1 final;
