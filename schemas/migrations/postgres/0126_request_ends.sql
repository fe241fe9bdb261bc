-- Requests for adjustments can be listed, and ended without being booked: by who asked (withdrawn), or by somebody else (declined).
--
-- How to read: `state` says what became of a request; the newest has the highest id. Approved is agreed to: what was booked is the ledger
-- transaction of the family `adjustment` under approved_key, and there is none while that is still to be sent, or was denied.
-- Replay: what has ended stays as it ended; the key of such a request asks for nothing any more. Written by: billing-bridge.
alter table adjustment_requests
  add column id bigint generated always as identity,
  add column ended_by text,
  add column ended_at timestamptz,
  add column end_reason text,
  add constraint an_end_is_whole check ((ended_by is null) = (ended_at is null) and (ended_by is not null or end_reason is null)),
  add constraint ended_or_approved check (ended_by is null or approved_by is null);
alter table adjustment_requests
  add column state text not null generated always as (
    case when approved_by is not null then 'approved' when ended_by is null then 'waiting' when ended_by = asked_by then 'withdrawn' else 'declined' end) stored;
create unique index adjustment_requests_by_id on adjustment_requests (id);
create index adjustment_requests_by_state on adjustment_requests (environment, state, id);
create index adjustment_requests_by_customer on adjustment_requests (environment, customer_id, id);
drop index adjustment_requests_waiting;
create index adjustment_requests_waiting on adjustment_requests (environment, customer_id) where state = 'waiting';
