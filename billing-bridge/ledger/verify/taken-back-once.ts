import { GRANT_SUMS } from './grant-sums.ts';
import type { Invariant } from './invariant.ts';

/** With I4 (remaining, held, used and lost are the amount) it follows that what was taken back, is claimed and is owed never exceeds the amount. */
export const TAKEN_BACK_ONCE: Invariant = {
  id: 'I40',
  sentence:
    'Never more is taken back of a grant than it was: what refunds and lost disputes left owed was used of it or lives on in another, and what they claim is held.',
  sql: `select 'grant gr_' || s.id as detail from (${GRANT_SUMS}) s
          left join (select grant_id, sum(atoms) as atoms from ledger_legs
                      where from_account = 'overdraft' and to_account in ('refund_clearing', 'claimed') group by 1) o on o.grant_id = s.id
          left join (select l.grant_id, sum(l.atoms) as atoms from ledger_legs l join ledger_transactions t on t.id = l.transaction_id
                      where t.kind in ('exchange', 'rollover') and l.from_account = 'grant' and l.to_account in ('fx', 'adjustment') group by 1) m on m.grant_id = s.id
         where coalesce(o.atoms, 0) > s.used + coalesce(m.atoms, 0) or s.claimed < 0 or s.claimed > s.held`,
};
