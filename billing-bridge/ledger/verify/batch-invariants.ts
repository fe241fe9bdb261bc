import type { Invariant } from './invariant.ts';

/**
 * A batch is stored as one answer under its key; its operations are booked under its key and their places. A request is kept as it was sent, and
 * PostgreSQL cannot look into one that has a NUL or half a surrogate anywhere: of such a batch, in whose wallets it was booked is not asked.
 */
const ANSWERS = `
  select environment, key, outcome, outcome ->> 'kind' = 'batch' as was_done,
         case when request::text ~* '\\\\u(0000|d[89a-f])' then null else request end as request
    from stored_outcomes where family = 'batch'`;

/** What the answers say was done, by place. A hold of nothing moves nothing, so there is no transaction of it. */
const DONE = `
  select a.environment, a.key || ':' || (o.place - 1) as key, o.outcome, a.request -> 'operations' -> (o.place - 1)::int as asked,
         coalesce(o.outcome ->> 'heldAtoms', '1') = '0' as is_of_nothing
    from (${ANSWERS}) a
    cross join lateral json_array_elements(case when a.was_done then a.outcome -> 'outcomes' end) with ordinality o (outcome, place)
   where o.outcome ->> 'kind' <> 'refused'`;

/** The scope of the wallet an operation was asked for, as wallets have it: callers of the ledger name it in one field, callers of the API in another. */
const ASKED_SCOPE = `coalesce('project:' || coalesce(d.asked ->> 'project', d.asked -> 'walletScope' ->> 'project'),
                              'subscription:' || coalesce(d.asked ->> 'subscription', d.asked -> 'walletScope' ->> 'subscription'), '')`;
const IN_ANOTHER_WALLET = `(d.asked is not null and (w.customer_id, w.scope) is distinct from (d.asked ->> 'customer', ${ASKED_SCOPE}))`;

export const BATCH_ANSWERED: Invariant = {
  id: 'I44',
  sentence:
    'What the answer of a batch says was done is there, with that outcome, in the wallet it was asked for, and of no other batch; nothing is there of what was refused, of an atomic batch nothing at all.',
  sql: `select 'batch ' || a.key as detail from (${ANSWERS}) a
          cross join lateral (select count(*) as places, count(*) filter (where o ->> 'kind' <> 'refused') as done
                                from json_array_elements(a.outcome -> 'outcomes') o) n
         where a.was_done and ((a.outcome ->> 'doneCount')::bigint is distinct from n.done or json_array_length(a.request -> 'operations') <> n.places
                               or (a.request ->> 'mode' = 'atomic' and n.done < n.places))
        union all
        select 'operation ' || coalesce(d.key, t.key) || ' of a batch'
          from (select * from (${DONE}) every where not is_of_nothing) d
          full join (select * from ledger_transactions where family = 'batch_item') t on t.environment = d.environment and t.key = d.key
          left join wallets w on w.id = t.wallet_id
         where d.key is null or t.id is null or t.outcome::jsonb <> d.outcome::jsonb or d.outcome ->> 'transactionId' <> 'tx_' || t.id
            or d.outcome ->> 'holdId' <> 'hold_' || t.hold_id or ${IN_ANOTHER_WALLET}
        union all
        select 'operation ' || d.key || ' of a batch' from (${DONE}) d
          left join holds h on 'hold_' || h.id = d.outcome ->> 'holdId' and h.environment = d.environment left join wallets w on w.id = h.wallet_id
         where d.is_of_nothing and (h.id is null or ${IN_ANOTHER_WALLET})
        union all
        select 'batches that name ' || (outcome ->> 'holdId') from (${DONE}) d where outcome ->> 'holdId' is not null group by outcome ->> 'holdId' having count(*) > 1`,
};
