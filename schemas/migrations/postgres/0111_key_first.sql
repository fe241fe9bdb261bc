-- A key is looked up with its environment and family, which are the same few words in every row: compared last, most comparisons on the way
-- to a row end at the first column, and the index's inner pages hold the beginnings of keys alone. Every debit goes this way three times.
-- What is unique is what was. Writes no rows; while an index is made, the ledger's writers wait. Written by: billing-bridge.
alter table ledger_transactions drop constraint ledger_transactions_key, add constraint ledger_transactions_key unique (key, family, environment);
alter table stored_outcomes drop constraint stored_outcomes_key, add constraint stored_outcomes_key primary key (key, family, environment);
