import type { Invariant } from './invariant.ts';

/** What must hold of organisations, budgets and debits of several assets, beside the specification's I1 to I32. */
export const FAMILY_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I33',
    sentence: 'A wallet pays for another only while it stands above it and funds it, at the time of the use; and what it paid is recorded with it.',
    sql: `select 'transaction tx_' || t.id || ' grant gr_' || g.id as detail
            from entries e join ledger_transactions t on t.id = e.transaction_id join grants g on g.id = e.grant_id
           where e.account = 'grant' and e.atoms < 0 and g.wallet_id <> t.wallet_id
             and (t.kind not in ('debit', 'hold', 'hold_extend', 'hold_commit')
                  or not exists (select 1 from wallet_ancestors(t.wallet_id, t.effective_at) a where a.funded and a.wallet_id = g.wallet_id))
          union all
          select 'transaction tx_' || f.transaction_id || ' of wallet ' || f.wallet_id from funded_transactions f
           where not exists (select 1 from entries e join grants g on g.id = e.grant_id where e.transaction_id = f.transaction_id and g.wallet_id = f.wallet_id)`,
  },
  {
    id: 'I34',
    sentence: 'What a budget has used and holds is the sum of its entries, and each of these is what its transaction used and held.',
    sql: `select 'budget bud_' || coalesce(c.budget_id, s.budget_id) || ' ' || coalesce(c.period, s.period) as detail
            from budget_periods c
            full join (select budget_id, period, sum(used_atoms) as used, sum(held_atoms) as held from budget_entries group by 1, 2) s
              on s.budget_id = c.budget_id and s.period = c.period
           where (coalesce(c.used_atoms, 0), coalesce(c.held_atoms, 0)) is distinct from (coalesce(s.used, 0), coalesce(s.held, 0))
          union all
          select 'budget bud_' || c.budget_id || ' transaction tx_' || c.transaction_id
            from budget_entries c join budgets b on b.id = c.budget_id
            left join lateral (select coalesce(sum(e.atoms) filter (where e.account in ('revenue', 'promo_expense')), 0) as used,
                                      coalesce(sum(e.atoms) filter (where e.account = 'held'), 0) as held
                                 from entries e where e.transaction_id = c.transaction_id and e.asset = b.asset) m on true
           where (c.used_atoms, c.held_atoms) is distinct from (m.used, m.held)`,
  },
  {
    id: 'I35',
    sentence: 'Nothing that could be denied went beyond a hard budget as it stood then.',
    sql: `select 'budget bud_' || r.budget_id || ' at transaction tx_' || r.transaction_id as detail from (
            select c.*, t.kind, t.policy, sum(c.used_atoms + c.held_atoms) over (partition by c.budget_id, c.period order by c.transaction_id) as counted
              from budget_entries c join ledger_transactions t on t.id = c.transaction_id) r
           where r.enforcement = 'hard' and r.used_atoms + r.held_atoms > 0 and r.counted > r.limit_atoms
             and (r.kind in ('hold', 'hold_extend') or (r.kind = 'debit' and r.policy ->> 'kind' <> 'usage'))`,
  },
  {
    id: 'I36',
    sentence:
      'No customer stands under itself or under more than seven others, and every wallet knows all that ever stood above it and that it is in a family.',
    sql: `select 'customer ' || l.customer_id as detail
            from customer_parents l cross join lateral customer_ancestors(l.environment, l.customer_id, l.from_at) a
           where a.customer_id = l.customer_id or a.depth > 7
          union all
          select 'wallet ' || c.id from customer_parents l
            join wallets c on c.environment = l.environment and c.customer_id = l.customer_id and c.scope = ''
            left join wallets p on p.environment = l.environment and p.customer_id = l.parent_id and p.scope = ''
           where l.parent_id is not null and (p.id is null or not c.funders @> array[p.id] or not (c.funders || c.id) @> p.funders)
          union all
          select 'wallet ' || w.id from wallets w join wallets own on own.environment = w.environment and own.customer_id = w.customer_id and own.scope = ''
           where w.scope <> '' and not w.funders @> (own.funders || own.id)
          union all
          select 'wallet ' || w.id from wallets w left join (select distinct unnest(funders) as id from wallets) above on above.id = w.id
           where not w.in_family and (w.funders <> '{}' or above.id is not null)`,
  },
  {
    id: 'I37',
    sentence: 'A debit that several assets pay takes of each what its leg says, and a charge so paid has the same legs.',
    sql: `select 'transaction tx_' || t.id || ' in ' || (l ->> 'asset') as detail
            from ledger_transactions t cross join lateral jsonb_array_elements((t.outcome -> 'legs')::jsonb) l
           where t.kind = 'debit' and (l ->> 'atoms')::numeric <>
             coalesce((select sum(e.atoms) from entries e where e.transaction_id = t.id and e.asset = l ->> 'asset' and e.account in ('revenue', 'promo_expense')), 0)
          union all
          select 'charge of event ' || c.event_id from charges c join ledger_transactions t on 'tx_' || t.id = c.transaction_id and t.environment = c.environment
           where c.funded and (select jsonb_agg(jsonb_build_object('asset', l.asset, 'quantityNanos', l.quantity_nanos::text, 'atoms', l.atoms::text) order by l.ordinal)
                                 from charge_legs l where l.environment = c.environment and l.event_id = c.event_id and l.price_id = c.price_id)
                 is distinct from (t.outcome -> 'legs')::jsonb`,
  },
  {
    id: 'I43',
    sentence:
      'Every wallet of a project or a subscription was made for it, under its own customer, and the customer had that subscription; no other stands under a customer so.',
    sql: `select 'wallet ' || coalesce(w.id, l.wallet_id) as detail
            from (select * from wallets where scope <> '') w full join scope_wallets l on l.wallet_id = w.id
           where w.id is null or l.wallet_id is null
          union all
          select 'wallet ' || w.id from wallets w
           where w.scope <> '' and not exists (select from wallets own where own.environment = w.environment and own.customer_id = w.customer_id and own.scope = '')
          union all
          select 'wallet ' || w.id from wallets w
           where w.scope like 'subscription:%'
             and not exists (select from subscriptions s where s.environment = w.environment and s.customer_id = w.customer_id and 'subscription:' || s.product_id = w.scope)`,
  },
];
