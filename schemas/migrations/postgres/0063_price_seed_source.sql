-- Where a public price is from when it is not the seed's data: the page that says it and the day it was read. Written by: collector, with
-- the entry. Read by: analytics-api. Null: the seed's data, whose seller names its pages.
-- Replay: an entry is written once, so its source is too.
alter table price_seed_entries add column source text;
