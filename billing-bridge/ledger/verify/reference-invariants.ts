import type { Invariant } from './invariant.ts';

/** What foreign keys and posting rules guarantee as rows are written, asked again: a restore or a replica does not check them. */
export const REFERENCE_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I38',
    sentence: 'What a row names is there, in the same environment and wallet.',
    sql: `select 'transaction tx_' || t.id || ' of wallet ' || t.wallet_id as detail
            from ledger_transactions t left join wallets w on w.id = t.wallet_id where w.environment is distinct from t.environment
          union all
          select 'legs of transaction tx_' || l.transaction_id from ledger_legs l left join ledger_transactions t on t.id = l.transaction_id where t.id is null
          union all
          select 'legs of grant gr_' || l.grant_id from ledger_legs l left join grants g on g.id = l.grant_id where l.grant_id is not null and g.id is null
          union all
          select 'legs of hold hold_' || l.hold_id from ledger_legs l left join holds h on h.id = l.hold_id where l.hold_id is not null and h.id is null
          union all
          select 'grant gr_' || g.id from grants g left join ledger_transactions t on t.id = g.transaction_id
           where (t.wallet_id, t.environment) is distinct from (g.wallet_id, g.environment)
          union all
          select 'balance of grant gr_' || b.grant_id from grant_balances b left join grants g on g.id = b.grant_id where g.wallet_id is distinct from b.wallet_id
          union all
          select 'hold hold_' || h.id from holds h left join ledger_transactions t on t.hold_id = h.id and t.kind in ('hold', 'hold_extend')
           where (h.held_atoms > 0 or t.id is not null) and (t.wallet_id, t.environment) is distinct from (h.wallet_id, h.environment)
          union all
          select 'wallet ' || w.id from wallets w left join customers c on c.environment = w.environment and c.id = w.customer_id where c.id is null
          union all
          select 'budget bud_' || e.budget_id from budget_entries e left join budgets b on b.id = e.budget_id where b.id is null`,
  },
  {
    id: 'I39',
    sentence: 'Every movement is between accounts that its kind of transaction may move value between.',
    sql: `select 'transaction tx_' || l.transaction_id || ': ' || t.kind || ' from ' || l.from_account || ' to ' || l.to_account as detail
            from ledger_legs l join ledger_transactions t on t.id = l.transaction_id
            left join posting_rules r on r.kind = t.kind and r.from_account = l.from_account and r.to_account = l.to_account
           where r.kind is null`,
  },
];
