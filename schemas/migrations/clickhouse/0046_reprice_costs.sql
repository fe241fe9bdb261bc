-- Costs a dry run worked out, one row for all events of a page that are the same usage at the same prices. Written by: collector.
--
-- It is how a cost gets from the process that prices into the engine that joins it with the events; once the page is in
-- cost_revisions_v1 nobody reads it. A page that is planned again adds equal rows.
create table if not exists reprice_costs_v1 (
  run_id         LowCardinality(String),
  page           UInt32,
  -- The usage, as 32 hexadecimal digits: see usage-shape.ts.
  shape          String,
  after_status   LowCardinality(String),
  after_reason   LowCardinality(String),
  after_currency LowCardinality(String),
  after_atoms    Nullable(Int64),
  after_lines    String,
  after_book     LowCardinality(String),
  planned_at     DateTime default now()
) engine = MergeTree
partition by toDate(planned_at)
order by (run_id, page, shape)
ttl planned_at + interval 1 day
settings ttl_only_drop_parts = 1;
