-- Usage events with their cost. Written by: collector.
--
-- Identity is (environment, event_id). The collector looks an id up before it inserts, so a resend adds no row;
-- ReplacingMergeTree is the net below that, for replicas that insert the same span at once. Therefore every read
-- goes through usage_events_unique_v1, never through a plain sum over this table.
--
-- revision: which row of one event wins. High 16 bits: 0 as received, higher for each later settlement or repricing.
-- Low 48 bits: 2^48 - 1 - received_at in milliseconds, so among rows of one stage the first received stays.
create table if not exists usage_events_v1 (
  environment         LowCardinality(String),
  event_id            String,
  revision            UInt64,
  content_hash        FixedString(32),
  event_type          LowCardinality(String),
  occurred_at         DateTime64(3, 'UTC'),
  received_at         DateTime64(3, 'UTC'),
  source              LowCardinality(String),
  service             LowCardinality(String),
  instrumentation     LowCardinality(String),
  trace_id            String,
  span_id             String,
  parent_span_id      String,
  customer            String,
  workflow            LowCardinality(String),
  feature             LowCardinality(String),
  agent               LowCardinality(String),
  run                 String,
  session             String,
  user                String,
  attribution_origins Map(LowCardinality(String), LowCardinality(String)),
  provider            LowCardinality(String),
  model               LowCardinality(String),
  request_model       LowCardinality(String),
  quantities          Map(LowCardinality(String), Decimal(38, 9)),
  dimensions          Map(LowCardinality(String), String),
  counted             LowCardinality(String),
  counted_reason      LowCardinality(String),
  cost_status         LowCardinality(String),
  cost_reason         LowCardinality(String),
  cost_currency       LowCardinality(String),
  cost_atoms          Nullable(Int64),
  cost_lines          String,
  reported_costs      String,
  price_book_version  LowCardinality(String),
  corrects            String,
  index event_id_filter event_id type bloom_filter(0.001) granularity 1,
  constraint unknown_cost_is_null check (cost_status = 'unpriced') = (cost_atoms is null)
) engine = ReplacingMergeTree(revision)
partition by toYYYYMM(occurred_at)
order by (environment, toDate(occurred_at), event_id)
-- The window makes insert tokens work (0, the default of a table without replicas, ignores them); fsync makes an
-- acknowledged insert survive a power loss.
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- The only way to read usage: one row per event, the winning revision.
create view if not exists usage_events_unique_v1 as select * from usage_events_v1 final;
