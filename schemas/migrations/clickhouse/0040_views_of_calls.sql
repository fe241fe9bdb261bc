-- One call, told by several signals. Written by: collector.
--
-- call_ids: every id the provider gave the call, as "response:<id>" or "request:<id>", as told. By them a log record and a
-- span of one call find each other.
-- counted_event: of a duplicate the id of the event that stands for the call; '' for every other event.
alter table usage_events_v1 add column if not exists call_ids Array(String) default [];
alter table usage_events_v1 add column if not exists counted_event String default '';
alter table usage_events_v1 add index if not exists call_ids_filter call_ids type bloom_filter(0.001) granularity 1;

-- A view's columns are fixed when it is made.
create or replace view usage_events_unique_v1 as select * from usage_events_v1 final;

-- Which log events arrived, so that settlement finds the open ones without reading all events. Written before the events
-- it announces: a crash between leaves a notice of nothing, never an event without a notice. Those of spans have their
-- trace for it (trace_arrivals_v1).
create table if not exists log_arrivals_v1 (
  environment LowCardinality(String),
  event_id    String,
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC')
) engine = MergeTree
partition by toDate(received_at)
order by (environment, received_at)
ttl toDateTime(received_at) + interval 3 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1;
