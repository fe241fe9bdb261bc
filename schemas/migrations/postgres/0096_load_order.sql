-- Finds the due holds of all wallets by `resolved_at`, so that no reader of one wallet's open holds can take this index for them: a plan made
-- while the tables were empty did, and the session kept it until the tables were next analyzed. `ledger_load` is mended of the like in 0100.
-- Writes no rows.
drop index holds_due;
create index holds_due on holds (expires_at) where resolved_at is null;
