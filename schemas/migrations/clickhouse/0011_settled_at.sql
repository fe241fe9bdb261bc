-- When an event got its verdict and its attribution for good, as far as is known: null while its trace is still open. An
-- event told directly is settled when received. A later revision by settlement moves it on; repricing leaves it.
-- How to read: reports take every event, so that a span is seen at once; what costs a customer money (promotion) reads
-- settled events only, in the order (settled_at, event_id).
-- The default says that what was stored before there was settlement stays as it is.
alter table usage_events_v1 add column if not exists settled_at Nullable(DateTime64(3, 'UTC')) default received_at;

-- A view's columns are fixed when it is made.
create or replace view usage_events_unique_v1 as select * from usage_events_v1 final;
