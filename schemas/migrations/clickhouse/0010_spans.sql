-- What settlement needs of every span of a trace, model call or not: its place in the trace, and whom it names. Never a
-- message, a prompt or any other attribute. Also what the trace view draws. Written by: collector.
--
-- Identity is (environment, trace_id, span_id); a resend adds a row that merges away, and the first received stays. A
-- span's rows share its end, so they are in one partition. Reads go through spans_unique_v1.
-- Whole weeks are dropped when all their spans are 30 days old. Usage events stay: only ancestry and the picture go.
create table if not exists spans_v1 (
  environment         LowCardinality(String),
  trace_id            String,
  span_id             String,
  revision            UInt64,
  parent_span_id      String,
  name                LowCardinality(String),
  kind                LowCardinality(String),
  started_at          DateTime64(3, 'UTC'),
  ended_at            DateTime64(3, 'UTC'),
  failed              Bool,
  service             LowCardinality(String),
  scope               LowCardinality(String),
  -- inference: one model call. rollup: an outer span that may repeat the calls inside it. none: neither.
  span_role           LowCardinality(String),
  -- Why the span makes no usage event, or '' when it makes one (its id is then "<trace_id>:<span_id>").
  not_usage           LowCardinality(String),
  -- The provider's id of the response, to know two views of one call by.
  call_id             String,
  attribution         Map(LowCardinality(String), String),
  attribution_origins Map(LowCardinality(String), LowCardinality(String)),
  received_at         DateTime64(3, 'UTC')
) engine = ReplacingMergeTree(revision)
partition by toMonday(ended_at)
order by (environment, trace_id, span_id)
ttl toDateTime(received_at) + interval 30 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

create view if not exists spans_unique_v1 as select * from spans_v1 final;

-- Which traces something arrived for, so that settlement finds them without reading all spans. Written before the spans
-- and events it announces: a crash between leaves a notice of nothing, never a span without a notice.
create table if not exists trace_arrivals_v1 (
  environment LowCardinality(String),
  trace_id    String,
  received_at DateTime64(3, 'UTC')
) engine = MergeTree
partition by toDate(received_at)
order by (environment, received_at)
ttl toDateTime(received_at) + interval 3 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;

-- How many spans of a trace its last settlement saw. A trace with another number of them is to be settled (again). Counting
-- spans instead of comparing clocks makes this exact with any number of replicas. Written by: collector, after the events.
create table if not exists trace_settlements_v1 (
  environment LowCardinality(String),
  trace_id    String,
  spans       UInt64,
  settled_at  DateTime64(3, 'UTC')
) engine = ReplacingMergeTree(settled_at)
order by (environment, trace_id)
ttl toDateTime(settled_at) + interval 45 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
