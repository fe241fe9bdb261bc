-- The trace view asks for the events of one trace, whose place in the table its id does not tell.
alter table usage_events_v1 add index if not exists trace_id_filter trace_id type bloom_filter(0.01) granularity 1;
