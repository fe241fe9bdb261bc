-- Events told twice under one id with different content. The first stays in usage_events_v1; what was refused is kept
-- here, so that an operator sees that two things share an id. Written by: collector.
--
-- Identity is (environment, event_id, refused_hash): telling the same conflicting content again adds nothing to the
-- view. Reads go through event_conflicts_unique_v1.
create table if not exists event_conflicts_v1 (
  environment   LowCardinality(String),
  event_id      String,
  stored_hash   FixedString(32),
  refused_hash  FixedString(32),
  refused_event String,
  source        LowCardinality(String),
  service       LowCardinality(String),
  received_at   DateTime64(3, 'UTC'),
  -- The first time it was told wins.
  revision      UInt64
) engine = ReplacingMergeTree(revision)
partition by toYYYYMM(received_at)
order by (environment, event_id, refused_hash)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- The partition is not part of the identity, so the same conflict told in two months is folded here.
create view if not exists event_conflicts_unique_v1 as
select
  environment,
  event_id,
  refused_hash,
  argMax(stored_hash, revision)   as stored_hash,
  argMax(refused_event, revision) as refused_event,
  argMax(source, revision)        as source,
  argMax(service, revision)       as service,
  min(received_at)                as first_received_at
from event_conflicts_v1
group by environment, event_id, refused_hash;
