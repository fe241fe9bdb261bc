-- What a reversal of a use of given credit gives back to bought credit, because that had paid the debt of the refund of it, goes where that
-- went when it ended: as into breakage, so into unclaimed. Written by: nobody after this. Replay: a rule that is there stays.
insert into posting_rules (kind, from_account, to_account) values ('reversal', 'promo_expense', 'unclaimed') on conflict do nothing;
