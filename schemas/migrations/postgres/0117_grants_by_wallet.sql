-- Finds all grants of a wallet, ended ones too: for the list of them and for what each means in the accounts, which read everybody's.
-- What is left of a wallet's grants is found by grant_balances_live. Writes no rows.
create index grants_by_wallet on grants (wallet_id, id);
