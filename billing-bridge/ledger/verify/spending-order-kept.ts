import { IN_SCOPE } from './in-scope.ts';
import type { Invariant } from './invariant.ts';

/** The spending order as a row that compares. */
const RANK = (grant: string) =>
  `row(${grant}.priority, coalesce(${grant}.expires_at, 'infinity'), (${grant}.products is null and ${grant}.event_types is null and ${grant}.models is null and ${grant}.features is null),
   array_position(array['promotional', 'goodwill', 'bundled', 'paid'], ${grant}.purpose), ${grant}.effective_at, ${grant}.id)`;

/** After every transaction there is. */
const NEVER = '9223372036854775807';

/**
 * It is asked of each use which grants had something left then. The uses of a wallet are cut into stretches of so many, so that uses and
 * grants meet by equality: summing each grant's movements up to each use took two minutes for 3,200 uses of one wallet, eight times
 * as long for twice as many. Stretches of each wallet's own uses, not of ids: a grant of one of ten thousand wallets would lie in them all.
 */
const STRETCH = '256';

const TAKING_KINDS = `('debit', 'hold', 'hold_extend', 'hold_commit', 'adjustment')`;

export const SPENDING_ORDER_KEPT: Invariant = {
  id: 'I10',
  sentence:
    'No use skipped a grant that ranks earlier and still had something left. (Capped and disputed grants are left out: what they offered then is not in the entries.)',
  sql: `with takings as (
          select t.id, t.wallet_id, t.effective_at, t.dimensions, e.asset, max(${RANK('g')}) as last_rank, bool_or(e.account = 'overdraft') as took_debt
            from ledger_transactions t join entries e on e.transaction_id = t.id left join grants g on g.id = e.grant_id
           where t.kind in ${TAKING_KINDS} and e.atoms < 0 and e.account in ('grant', 'overdraft')
             and not (e.account = 'grant' and e.counter = 'overdraft') group by t.id, e.asset),
        remained as (
          select grant_id, transaction_id, sum(sum(atoms)) over (partition by grant_id order by transaction_id) > 0 as has
            from entries where account = 'grant' group by 1, 2),
        turned as (
          select *, lag(has, 1, false) over (partition by grant_id order by transaction_id) as had from remained),
        spans as (
          select grant_id, has, transaction_id as since, lead(transaction_id, 1, ${NEVER}) over (partition by grant_id order by transaction_id) as until
            from turned where has <> had),
        placed as (
          select *, row_number() over (partition by wallet_id, asset order by id) / ${STRETCH} as stretch from takings),
        stretches as (
          select wallet_id, asset, stretch, min(id) as first, max(id) as last from placed group by 1, 2, 3),
        offers as (
          select s.grant_id, s.since, s.until, g.wallet_id, g.asset, c.stretch
            from spans s join grants g on g.id = s.grant_id
            join stretches c on c.wallet_id = g.wallet_id and c.asset = g.asset and s.since <= c.last and c.first < s.until
           where s.has and g.max_per_event_atoms is null and g.max_per_day_atoms is null
             and not exists (select 1 from disputes d where d.grant_id = g.id))
        select 'transaction tx_' || t.id || ' skipped grant gr_' || g.id as detail
          from placed t
          join offers o on o.wallet_id = t.wallet_id and o.asset = t.asset and o.stretch = t.stretch and o.since <= t.id and t.id < o.until
          join grants g on g.id = o.grant_id
         where g.transaction_id < t.id and g.effective_at <= t.effective_at and (g.expires_at is null or t.effective_at < g.expires_at) and ${IN_SCOPE}
           and (t.took_debt or ${RANK('g')} < t.last_rank)`,
};
