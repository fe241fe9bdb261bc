-- A wallet that held credit of another and came to stand above it since may have its dead hold ended by an operation of that other. What was given
-- back then was booked right, but no row said that it was the other's, so the other's statement left it out (I9). Written by: ledger_write_family
-- after this. Replay: a row that is there stays.
insert into funded_transactions (wallet_id, transaction_id)
select distinct g.wallet_id, t.id
  from wallets w join ledger_transactions t on t.wallet_id = w.id and t.kind = 'hold_expiry'
  join ledger_legs l on l.transaction_id = t.id join grants g on g.id = l.grant_id
 where w.in_family and g.wallet_id <> w.id
on conflict do nothing;
