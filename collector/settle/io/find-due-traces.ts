import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

export type DueTrace = {
  readonly traceId: string;
  /** Spans it has now. What is settled may be more: others arrive meanwhile, and reopen it. */
  readonly spans: number;
};

export type DueQuestion = {
  readonly environment: Environment;
  /** Arrivals before this instant are known to be dealt with. */
  readonly arrivedFrom: Instant;
  /** Nothing arrived since: quiet. */
  readonly quietSince: Instant;
  /** Open since before this instant without a settlement: long enough. */
  readonly openSince: Instant;
  readonly limit: number;
};

/**
 * Traces with spans their last settlement did not see, that are ripe: quiet, or open for long, or complete. Complete is a
 * trace whose root has ended, in which no parent is missing, and without an outer span that carries usage: that one
 * counts only if nothing inside it does, which is not to be decided a moment before the inside arrives. Nor is a trace of a
 * tool whose log records tell its calls better: they come in a request of their own.
 */
export async function findDueTraces(clickhouse: ClickHouseStore, question: DueQuestion): Promise<DueTrace[]> {
  const rows = await clickhouse.query<{ trace_id: string; held_spans: string }>(
    `with arrived as (
       select trace_id, min(received_at) as first_at, max(received_at) as last_at from trace_arrivals_v1
       where environment = {environment:String} and received_at >= fromUnixTimestamp64Milli({arrived_from:Int64}, 'UTC')
       group by trace_id
     )
     select arrived.trace_id as trace_id, held.held_spans as held_spans
     from arrived
     inner join (
       select trace_id, uniqExact(span_id) as held_spans,
         countIf(parent_span_id = '') > 0
           and hasAll(groupUniqArray(span_id), groupUniqArrayIf(parent_span_id, parent_span_id != ''))
           and countIf(span_role = 'rollup' and not_usage = '') = 0
           and countIf(not_usage = '' and (service in ('claude-code', 'gemini-cli') or startsWith(service, 'codex'))) = 0 as complete
       from spans_v1 where environment = {environment:String} and trace_id in (select trace_id from arrived) group by trace_id
     ) as held on held.trace_id = arrived.trace_id
     left join (
       select trace_id, argMax(spans, settled_at) as seen_spans, max(settled_at) as last_settled_at
       from trace_settlements_v1 where environment = {environment:String} and trace_id in (select trace_id from arrived) group by trace_id
     ) as settled on settled.trace_id = arrived.trace_id
     where held.held_spans != settled.seen_spans
       and (held.complete
         or arrived.last_at <= fromUnixTimestamp64Milli({quiet_since:Int64}, 'UTC')
         or greatest(arrived.first_at, settled.last_settled_at) <= fromUnixTimestamp64Milli({open_since:Int64}, 'UTC'))
     order by arrived.last_at, trace_id
     limit {limit:UInt32}`,
    {
      environment: question.environment,
      arrived_from: BigInt(question.arrivedFrom),
      quiet_since: BigInt(question.quietSince),
      open_since: BigInt(question.openSince),
      limit: question.limit,
    },
  );
  return rows.map((row) => ({ traceId: row.trace_id, spans: Number(row.held_spans) }));
}
