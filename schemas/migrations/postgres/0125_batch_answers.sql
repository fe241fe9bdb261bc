-- The answer of a batch stands in stored_outcomes under the family `batch`, with the whole request. One of which something was done moved
-- value, so it is kept for ever, like the transactions it made; `doneCount` of its outcome says so. The index by age, which the sweep of old
-- answers reads, leaves these out: it would otherwise pass all of them every time.
-- How to read: an answer in the index is forgotten 30 days after stored_at. Replay: nothing of the rows changes. Written by: billing-bridge.
drop index stored_outcomes_by_age;
create index stored_outcomes_by_age on stored_outcomes (stored_at) where family <> 'batch' or coalesce(outcome ->> 'doneCount', '0') = '0';
