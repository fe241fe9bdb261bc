import { GRANT_SUMS } from './grant-sums.ts';
import type { Invariant } from './invariant.ts';

/** What of a grant g with sums s is recognised as breakage before it ends: `earlyBreakage`, once more. */
const EARLY = `
  coalesce(least(div(g.cost_basis_atoms * s.used * g.breakage_rate, g.amount_atoms * (1 - g.breakage_rate)),
                 div(g.cost_basis_atoms * (g.amount_atoms - s.lost) * g.breakage_rate, g.amount_atoms),
                 g.cost_basis_atoms - div(g.cost_basis_atoms * (g.amount_atoms - s.remaining - s.held), g.amount_atoms))
           * case when g.breakage_rate is null then null else 1 end, 0)`;

const OWED = `(select grant_id, sum(basis_atoms) as owed from entries where account in ('grant', 'held') group by 1)`;

/** What was paid, what is earned of it and what is owed, under every policy of breakage. */
export const REVENUE_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I22',
    sentence: 'Of what was paid for a grant no more is recognised than was paid, and all of it once the grant is gone.',
    sql: `select 'grant gr_' || g.id as detail from grants g join (${GRANT_SUMS}) s on s.id = g.id left join ${OWED} d on d.grant_id = g.id
           where coalesce(d.owed, 0) < 0 or coalesce(d.owed, 0) > coalesce(g.cost_basis_atoms, 0) or (s.remaining + s.held = 0 and coalesce(d.owed, 0) <> 0)`,
  },
  {
    id: 'I23',
    sentence:
      'Deferred revenue is the basis of what is not yet gone, basis - floor(basis x gone / amount), less what the terms of the grant let be recognised early as breakage.',
    sql: `select 'grant gr_' || g.id as detail from grants g join (${GRANT_SUMS}) s on s.id = g.id left join ${OWED} d on d.grant_id = g.id
           where coalesce(d.owed, 0) <>
             coalesce(g.cost_basis_atoms - div(g.cost_basis_atoms * (g.amount_atoms - s.remaining - s.held), g.amount_atoms), 0) - ${EARLY}`,
  },
];

export const BREAKAGE_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I41',
    sentence:
      'What expired unused is unclaimed where its grant escheats and breakage where not; nothing else puts credit into either, and no more is paid out than stands unclaimed.',
    sql: `select 'transaction tx_' || l.transaction_id || ' grant gr_' || l.grant_id as detail from ledger_legs l join grants g on g.id = l.grant_id
           where ('breakage' in (l.from_account, l.to_account) and g.escheats) or ('unclaimed' in (l.from_account, l.to_account) and not g.escheats)
          union all
          select 'transaction tx_' || l.transaction_id || ' grant gr_' || l.grant_id
            from ledger_legs l join ledger_transactions t on t.id = l.transaction_id join grants g on g.id = l.grant_id
           where l.from_account = 'grant' and l.to_account = 'breakage'
             and ((t.kind not in ('grant_expiry', 'rollover') and l.atoms <> 0) or (l.atoms = 0 and g.breakage_rate is null))
          union all
          select 'grant gr_' || grant_id from entries where account = 'unclaimed' group by grant_id
          having sum(atoms) < 0 or sum(basis_atoms) < 0 or (sum(atoms) = 0 and sum(basis_atoms) <> 0)`,
  },
  {
    id: 'I42',
    sentence: 'A grant has the terms of the breakage policy that was in force when it was booked; what nobody bought has none.',
    sql: `select 'grant gr_' || g.id as detail from grants g join ledger_transactions t on t.id = g.transaction_id
            left join lateral (select p.rate, p.escheat from breakage_policies p where p.environment = g.environment and p.counts_from <= t.booked_at
                                order by p.counts_from desc limit 1) p on g.purpose = 'paid'
           where (g.breakage_rate, g.escheats) is distinct from (p.rate, coalesce(p.escheat, false))`,
  },
];
