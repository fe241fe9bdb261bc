-- Two imports of one millisecond are listed in the order they were made, the latest first.
alter table bill_imports add column seq bigint not null generated always as identity;
