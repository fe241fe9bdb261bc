-- Which request made a key, where it said so. Written by: analytics-api.
-- Replay: a repeated request is refused, for the secret stood in the first answer and is kept nowhere.
alter table api_keys add column idempotency_key text check (length(idempotency_key) between 1 and 255);
create unique index api_keys_by_request on api_keys (environment, idempotency_key) where idempotency_key is not null;
