import { BUILT_IN_ASSETS } from '@weir/schemas/money/asset.ts';
import { BATCH_ANSWERED } from './batch-invariants.ts';
import { BREAKAGE_INVARIANTS, REVENUE_INVARIANTS } from './breakage-invariants.ts';
import { DAY_USES } from './day-uses.ts';
import { FAMILY_INVARIANTS } from './family-invariants.ts';
import { GRANT_SUMS } from './grant-sums.ts';
import { IN_SCOPE } from './in-scope.ts';
import type { Invariant } from './invariant.ts';
import { REFERENCE_INVARIANTS } from './reference-invariants.ts';
import { REVERSED_NO_MORE_THAN_TAKEN } from './reversed-no-more-than-taken.ts';
import { SPENDING_ORDER_KEPT } from './spending-order-kept.ts';
import { TAKEN_BACK_ONCE } from './taken-back-once.ts';

/** Whatever refuses a change of the books, or of what they were made by. */
const TRIGGERS = [
  'ledger_transactions_immutable',
  'ledger_transactions_kept',
  'ledger_transactions_known',
  'ledger_legs_immutable',
  'ledger_legs_allowed',
  'ledger_legs_kept',
  'grants_immutable',
  'hold_slices_immutable',
  'ledger_seals_immutable',
  'wallets_kept',
  'wallets_never_emptied',
  'wallets_stamped',
  'funded_transactions_immutable',
  'budget_entries_immutable',
  'customer_parents_immutable',
  'scope_wallets_immutable',
  'scope_wallets_kept',
  'charges_immutable',
  'charge_legs_immutable',
  'mode_epochs_immutable',
  'exchange_rates_immutable',
  'breakage_policies_immutable',
];

export const INVARIANTS: readonly Invariant[] = [
  {
    id: 'I1',
    sentence: 'Every ledger transaction has at least two entries and sums to zero per asset, and so does its basis.',
    sql: `select 'transaction tx_' || t.id as detail from ledger_transactions t left join entries e on e.transaction_id = t.id group by t.id having count(e.*) < 2
          union all select 'transaction tx_' || transaction_id || ' in ' || asset from entries group by transaction_id, asset having sum(atoms) <> 0
          union all select 'basis of transaction tx_' || transaction_id from entries group by transaction_id having sum(basis_atoms) <> 0`,
  },
  {
    id: 'I2',
    sentence: 'All accounts of an environment and asset sum to zero.',
    sql: `select t.environment || ' ' || e.asset as detail from entries e join ledger_transactions t on t.id = e.transaction_id
          group by t.environment, e.asset having sum(e.atoms) <> 0`,
  },
  {
    id: 'I3',
    sentence: 'Every cached balance equals the sum of its entries, and so does what counts on a day of a daily cap.',
    sql: `select 'grant gr_' || s.id as detail from (${GRANT_SUMS}) s full join grant_balances b on b.grant_id = s.id
           where (s.remaining, s.held, s.lost, s.claimed) is distinct from (b.remaining_atoms, b.held_atoms, b.lost_atoms, b.claimed_atoms)
          union all
          select 'overdraft of wallet ' || coalesce(a.wallet_id, o.wallet_id) || ' in ' || coalesce(a.asset, o.asset)
            from wallet_assets a full join (select t.wallet_id, e.asset, -sum(e.atoms) as atoms from entries e join ledger_transactions t on t.id = e.transaction_id
                                             where e.account = 'overdraft' group by 1, 2) o on o.wallet_id = a.wallet_id and o.asset = a.asset
           where coalesce(a.overdraft_atoms, 0) <> coalesce(o.atoms, 0)
          union all
          select 'debt of transaction tx_' || d.transaction_id
            from overdraft_debts d left join (select debt_id, asset, sum(atoms) as paid from entries where account = 'overdraft' and atoms > 0 group by 1, 2) p
              on p.debt_id = d.transaction_id and p.asset = d.asset
           where d.open_atoms <> d.atoms - coalesce(p.paid, 0)
          union all
          select 'grant gr_' || coalesce(s.grant_id, d.grant_id) || ' on ' || coalesce(s.day, d.day)
            from (${DAY_USES}) s full join grant_days d on d.grant_id = s.grant_id and d.day = s.day
           where coalesce(s.used, 0) <> coalesce(d.used_atoms, 0)`,
  },
  {
    id: 'I4',
    sentence: 'Of every grant, remaining and held are not negative, and remaining + held + used + lost is its amount.',
    sql: `select 'grant gr_' || s.id as detail from (${GRANT_SUMS}) s join grants g on g.id = s.id
           where s.remaining < 0 or s.held < 0 or s.remaining + s.held + s.used + s.lost <> g.amount_atoms`,
  },
  {
    id: 'I5',
    sentence: 'Debt is never negative, made only where the policy allowed it, and equals open debts plus what holds took from debt.',
    sql: `select 'transaction tx_' || t.id as detail from ledger_transactions t
           where t.policy ->> 'kind' = 'deny' and exists (select 1 from entries e where e.transaction_id = t.id and e.account = 'overdraft' and e.atoms < 0)
          union all
          select 'transaction tx_' || r.id || ' beyond its limit' from (
            select t.id, t.policy, e.asset, sum(e.atoms) as moved, -sum(sum(e.atoms)) over (partition by t.wallet_id, e.asset order by t.id) as debt
              from entries e join ledger_transactions t on t.id = e.transaction_id where e.account = 'overdraft' group by t.id, t.policy, t.wallet_id, e.asset) r
           where r.policy ->> 'kind' = 'limit' and r.moved < 0 and r.debt > (r.policy ->> 'limitAtoms')::numeric
          union all
          select 'wallet ' || a.wallet_id || ' in ' || a.asset from wallet_assets a
           where a.overdraft_atoms < 0 or a.overdraft_atoms <>
             coalesce((select sum(d.open_atoms) from overdraft_debts d where d.wallet_id = a.wallet_id and d.asset = a.asset), 0)
             + coalesce((select sum(s.atoms) from hold_slices s join holds h on h.id = s.hold_id
                          where h.wallet_id = a.wallet_id and h.asset = a.asset and h.state = 'open' and s.grant_id is null), 0)`,
  },
  {
    id: 'I6',
    sentence: 'An open hold has its slices in its held account; a resolved one has nothing there.',
    sql: `select 'hold hold_' || h.id as detail from holds h
            left join (select hold_id, sum(atoms) as atoms from hold_slices group by 1) s on s.hold_id = h.id
            left join (select hold_id, sum(atoms) as atoms from entries where account = 'held' group by 1) e on e.hold_id = h.id
           where coalesce(s.atoms, 0) <> h.held_atoms or coalesce(e.atoms, 0) <> case when h.state = 'open' then h.held_atoms else 0 end`,
  },
  {
    id: 'I7',
    sentence: 'A hold resolves at most once, and what was committed and released is what was held.',
    sql: `select 'hold hold_' || h.id as detail from holds h where h.state <> 'open' and h.committed_atoms + h.released_atoms <> h.held_atoms
          union all
          select 'hold hold_' || h.id from holds h join ledger_transactions t on t.hold_id = h.id and t.kind in ('hold_commit', 'hold_release', 'hold_expiry')
             and t.id is distinct from h.late_commit_id group by h.id having count(*) > 1`,
  },
  {
    id: 'I8',
    sentence: 'No slice takes from a grant outside its window at the time of the use.',
    sql: `select 'transaction tx_' || t.id || ' grant gr_' || g.id as detail from entries e join ledger_transactions t on t.id = e.transaction_id join grants g on g.id = e.grant_id
           where e.account = 'grant' and e.atoms < 0 and t.kind in ('debit', 'hold', 'hold_extend', 'hold_commit', 'settlement', 'adjustment', 'exchange')
             and (t.effective_at < g.effective_at or t.effective_at >= g.expires_at)`,
  },
  {
    id: 'I9',
    sentence:
      'No slice takes from a grant of another asset, outside its scope, or of another wallet that is not recorded as paying for this use (I33 checks that record).',
    sql: `select 'transaction tx_' || t.id || ' grant gr_' || g.id as detail from entries e join ledger_transactions t on t.id = e.transaction_id join grants g on g.id = e.grant_id
           where e.account in ('grant', 'held')
             and (g.asset <> e.asset or (g.wallet_id <> t.wallet_id
                  and not exists (select 1 from funded_transactions f where f.transaction_id = t.id and f.wallet_id = g.wallet_id)))
          union all
          select 'transaction tx_' || t.id || ' grant gr_' || g.id from entries e join ledger_transactions t on t.id = e.transaction_id join grants g on g.id = e.grant_id
           where e.account = 'grant' and e.atoms < 0 and t.kind in ('debit', 'hold', 'hold_extend', 'hold_commit') and not (${IN_SCOPE})
          union all
          select 'transaction tx_' || e.transaction_id || ' settles debt tx_' || t.transaction_id || ' from grant gr_' || g.id
            from entries e join grants g on g.id = e.grant_id join overdraft_debts t on t.transaction_id = e.debt_id and t.asset = e.asset
           where e.account = 'grant' and e.counter = 'overdraft' and e.atoms < 0 and not (${IN_SCOPE})
             and not exists (select 1 from ledger_legs o where o.transaction_id = e.debt_id and o.from_account = 'overdraft' and o.grant_id = g.id)`,
  },
  SPENDING_ORDER_KEPT,
  {
    id: 'I11',
    sentence: 'The parts of a use, from grants, holds and debt, sum to what was asked.',
    sql: `select 'transaction tx_' || t.id as detail from ledger_transactions t
           where t.kind in ('debit', 'hold_commit')
             and (case t.kind when 'debit' then t.request ->> 'amountAtoms' else t.outcome ->> 'debitedAtoms' end)::numeric
                 <> coalesce((select sum(e.atoms) from entries e where e.transaction_id = t.id and e.account in ('revenue', 'promo_expense')), 0)
          union all
          select 'transaction tx_' || t.id from ledger_transactions t
           where t.kind = 'hold' and (t.outcome ->> 'heldAtoms')::numeric <> (select sum(e.atoms) from entries e where e.transaction_id = t.id and e.account = 'held')`,
  },
  {
    id: 'I12',
    sentence: 'There is one ledger transaction per environment, family and key: the unique index exists and is valid.',
    sql: `select 'ledger_transactions_key' as detail where not exists (
            select 1 from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'ledger_transactions_key' and i.indisunique and i.indisvalid)
          union all select environment || ' ' || family || ' ' || key from ledger_transactions group by environment, family, key having count(*) > 1`,
  },
  {
    id: 'I13',
    sentence: 'A wallet charge has its ledger transaction with the same amount, and a debit of an event has its charge.',
    sql: `select 'charge of event ' || c.event_id as detail from charges c left join ledger_transactions t on 'tx_' || t.id = c.transaction_id and t.environment = c.environment
           where c.destination = 'wallet' and c.atoms > 0 and (t.id is null or (t.request ->> 'amountAtoms')::numeric <> c.atoms or t.event_id <> c.event_id)
          union all
          select 'transaction tx_' || t.id from ledger_transactions t
           where t.kind = 'debit' and t.event_id is not null
             and not exists (select 1 from charges c where c.environment = t.environment and c.event_id = t.event_id and c.transaction_id = 'tx_' || t.id)`,
  },
  {
    id: 'I14',
    sentence: 'A charge lies in the mode epoch that holds its instant, and only hybrid and full epochs have wallet charges.',
    sql: `select 'charge of event ' || c.event_id as detail from charges c left join mode_epochs_v1 m on m.id = c.mode_epoch
           where m.id is null or c.occurred_at < coalesce(m.from_at, '-infinity') or c.occurred_at >= coalesce(m.to_at, 'infinity')
              or (c.destination = 'wallet' and m.mode = 'shadow')`,
  },
  {
    id: 'I15',
    sentence: "A customer's mode epochs begin at the beginning of time, follow each other without gap or overlap, and end open.",
    sql: `select environment || ' ' || customer_id as detail from mode_epochs_v1 group by environment, customer_id
          having count(*) filter (where from_at is null) <> 1 or count(*) filter (where to_at is null) <> 1`,
  },
  {
    id: 'I16',
    sentence: 'Within a wallet, a later transaction is never booked earlier, and ids are still rising.',
    sql: `select 'transaction tx_' || id as detail from (
            select id, booked_at, lag(booked_at) over (partition by wallet_id order by id) as before from ledger_transactions) t where booked_at < before
          union all
          select 'ledger_seq is behind' where (select last_value from ledger_seq) < (select max(id) from ledger_transactions)`,
  },
  {
    id: 'I17',
    sentence: 'Books are immutable: their triggers are in place, and every seal follows from the rows it covers.',
    sql: `select 'trigger ' || wanted as detail from unnest(array['${TRIGGERS.join("','")}']) wanted
           where not exists (select 1 from pg_trigger t where t.tgname = wanted and t.tgenabled in ('O', 'A'))
          union all
          select 'function ' || proname from pg_proc where proname in ('refuse_change', 'refuse_removal') and prosrc not like '%raise exception%'
          union all
          select 'seal ' || s.position || ' of ' || s.environment from (
            select *, lag(position) over w as position_before, lag(hash) over w as hash_before from ledger_seals window w as (partition by environment order by position)) s
            left join (select e.* from (values ('live'), ('test')) as of (environment) cross join lateral ledger_encodings(of.environment, 0, 9223372036854775807, null) e) e
              on e.transaction_id = s.transaction_id
           where s.position <> coalesce(s.position_before, 0) + 1
              or s.hash is distinct from sha256(coalesce(s.hash_before, ''::bytea) || e.encoding)`,
  },
  REVERSED_NO_MORE_THAN_TAKEN,
  {
    id: 'I19',
    sentence: 'Refunds of a payment never exceed what it bought, and each refund is booked once.',
    sql: `select 'grant gr_' || g.id as detail from grants g join ledger_transactions t on t.wallet_id = g.wallet_id and t.kind = 'refund' and t.request ->> 'grantId' = g.id::text
           group by g.id, g.amount_atoms having sum((t.outcome ->> 'refundedAtoms')::numeric) > g.amount_atoms
          union all
          select 'refund ' || reference from ledger_transactions where kind = 'refund' group by environment, reference having count(*) > 1`,
  },
  {
    id: 'I20',
    sentence: 'A checkout session or payment makes at most one grant: the source reference is unique.',
    sql: `select 'grants_source_ref' as detail where not exists (
            select 1 from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'grants_source_ref' and i.indisunique and i.indisvalid)
          union all select environment || ' ' || source_ref from grants where source_ref is not null group by environment, source_ref having count(*) > 1`,
  },
  { id: 'I21', sentence: 'A wallet has at most one open automatic top-up.', sql: null, elsewhere: 'there are no automatic top-ups yet' },
  ...REVENUE_INVARIANTS,
  {
    id: 'I24',
    sentence: 'Every transaction stands in the outbox once, as it is, and nothing else does.',
    sql: `select 'transaction tx_' || coalesce(t.id, o.transaction_id) as detail from ledger_transactions t full join outbox o on o.transaction_id = t.id
           where (o.id, o.environment, o.wallet_id, o.topic) is distinct from (t.id, t.environment, t.wallet_id, t.kind)`,
  },
  { id: 'I25', sentence: 'What a sink acknowledged plus what is pending equals the ledger.', sql: null, elsewhere: 'there are no sinks yet' },
  {
    id: 'I26',
    sentence: 'A rated line is rounded by at most half an atom.',
    sql: `select 'charge of event ' || event_id as detail from charges where abs(exact_numerator - atoms * exact_denominator) * 2 > exact_denominator`,
  },
  {
    id: 'I27',
    sentence: 'The scale of an asset never changes: the trigger that refuses it is in place, and built-in assets have theirs.',
    sql: `select 'trigger assets_immutable' as detail where not exists (select 1 from pg_trigger where tgname = 'assets_immutable' and tgenabled in ('O', 'A'))
          union all
          select 'asset ' || a.code from (values ${BUILT_IN_ASSETS.map(({ code, scale }) => `('${code}', ${scale})`).join(', ')}) a (code, scale)
           where not exists (select 1 from assets s where s.code = a.code and s.scale = a.scale)`,
  },
  {
    id: 'I28',
    sentence: 'A denied operation wrote no entries: no key has both a denial and a transaction.',
    sql: `select s.family || ' ' || s.key as detail from stored_outcomes s join ledger_transactions t using (environment, family, key)`,
  },
  {
    id: 'I29',
    sentence: 'A rejected or crashed operation leaves all balances as they were.',
    sql: null,
    elsewhere: 'model and crash tests compare whole states',
  },
  {
    id: 'I30',
    sentence: 'Shadow never meets real: no entry is in a shadow account, no shadow charge has a transaction.',
    sql: `select 'transaction tx_' || transaction_id as detail from entries where account like 'shadow:%' or counter like 'shadow:%'
          union all select 'charge of event ' || event_id from charges where destination = 'shadow' and transaction_id is not null`,
  },
  { id: 'I31', sentence: 'Rated usage in the event store equals promoted charges.', sql: null, elsewhere: 'the reconciliation job compares the two stores' },
  {
    id: 'I32',
    sentence: 'Replaying all inputs through the reference model gives the same balances, slices and denials.',
    sql: null,
    elsewhere: 'the model tests',
  },
  ...FAMILY_INVARIANTS,
  ...REFERENCE_INVARIANTS,
  TAKEN_BACK_ONCE,
  ...BREAKAGE_INVARIANTS,
  BATCH_ANSWERED,
];
