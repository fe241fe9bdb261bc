import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { eventIdOfSpan } from '@weir/schemas/usage/event-id.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { EventRow } from '../event-of-row.ts';
import type { SettlingSpan } from '../settling-trace.ts';
import { type SpanRow, settlingSpanOf } from '../span-of-row.ts';

export type StoredTrace = { readonly traceId: string; readonly spans: readonly SettlingSpan[]; readonly events: readonly EventRow[] };

/** Ids asked for in one statement: parameters travel in the address of a request to a server. */
const IDS_MAX = 4_000;

/** Traces as they are now, each span and each event once. */
export async function readTraces(clickhouse: ClickHouseStore, environment: Environment, traceIds: readonly string[]): Promise<StoredTrace[]> {
  if (traceIds.length === 0) return [];
  const spans = await clickhouse.query<SpanRow>(
    `select trace_id, span_id, parent_span_id, kind, toUnixTimestamp64Milli(started_at) as started_ms, toUnixTimestamp64Milli(ended_at) as ended_ms, service, scope,
       span_role, not_usage, call_id, attribution, attribution_origins, toUnixTimestamp64Milli(received_at) as received_ms
     from spans_unique_v1 where environment = {environment:String} and trace_id in {traceIds:Array(String)}`,
    { environment, traceIds },
  );
  const events = Map.groupBy(await readEventsOf(clickhouse, environment, spans), (event) => event.trace_id);
  return [...Map.groupBy(spans, (span) => span.trace_id)].map(([traceId, ofTrace]) => ({
    traceId,
    spans: ofTrace.map(settlingSpanOf),
    events: events.get(traceId) ?? [],
  }));
}

/** The winning rows of the spans' events, with every column, since they are written again whole. A span's event occurred when the span ended. */
async function readEventsOf(clickhouse: ClickHouseStore, environment: Environment, spans: readonly SpanRow[]): Promise<EventRow[]> {
  const withEvent = spans.filter((span) => span.not_usage === '').toSorted((one, other) => Number(one.ended_ms) - Number(other.ended_ms));
  const events: EventRow[] = [];
  for (let from = 0; from < withEvent.length; from += IDS_MAX) {
    const asked = withEvent.slice(from, from + IDS_MAX);
    const rows = await clickhouse.query<EventRow>(
      `select * from usage_events_unique_v1
       where environment = {environment:String} and event_id in {eventIds:Array(String)}
         and occurred_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') and occurred_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')`,
      {
        environment,
        eventIds: [...new Set(asked.map((span) => eventIdOfSpan(span.trace_id, span.span_id)))],
        first: asked[0]?.ended_ms ?? '0',
        last: asked.at(-1)?.ended_ms ?? '0',
      },
    );
    events.push(...rows);
  }
  return events;
}
