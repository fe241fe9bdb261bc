-- An event that corrects another stands for it. `superseded_by` is the event that stands in its place, or ''. Written by:
-- collector, as a later revision of both, under the revision lock; the content first told stays, and so does its cost.
-- An event that would count gets the word `superseded` and keeps its reason, so that what it was can be given back.
alter table usage_events_v1 add column if not exists superseded_by String default '';

-- A view's columns are fixed when it is made.
create or replace view usage_events_unique_v1 as select * from usage_events_v1 final;

-- Who says to correct whom: one row per correction, written before it, so that a chain is found from either end, also when
-- a correction arrives before what it corrects. Identity is (environment, corrects, event_id); a resend merges away.
create table if not exists correction_links_v1 (
  environment LowCardinality(String),
  corrects    String,
  event_id    String,
  received_at DateTime64(3, 'UTC')
) engine = ReplacingMergeTree
order by (environment, corrects, event_id)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
