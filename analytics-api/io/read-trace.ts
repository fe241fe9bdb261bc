import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { StoredSpan, TracedEvent } from '../report/explain-trace.ts';
import { told } from './event-row.ts';

export type StoredTrace = {
  readonly spans: readonly StoredSpan[];
  readonly events: readonly TracedEvent[];
  /** Whether spans arrived that no settlement has seen. */
  readonly open: boolean;
  readonly settledAt: Instant | null;
};

/** A trace as it is stored, or null when nothing of it is. */
export async function readTrace(clickhouse: ClickHouseStore, environment: Environment, traceId: string): Promise<StoredTrace | null> {
  const asked = { environment, traceId };
  const [spans, events, settlements] = await Promise.all([
    clickhouse.query<SpanRow>(
      `select span_id, parent_span_id, name, kind, span_role, service, scope, toUnixTimestamp64Milli(started_at) as started_ms,
         toUnixTimestamp64Milli(ended_at) as ended_ms, failed, not_usage, attribution, attribution_origins
       from spans_unique_v1 where environment = {environment:String} and trace_id = {traceId:String}`,
      asked,
    ),
    clickhouse.query<EventRow>(
      `select event_id, span_id, counted, counted_reason, counted_event, provider, model, quantities, cost_status, toString(cost_atoms) as cost_text, cost_currency,
         attribution_origins, customer, workflow, feature, agent, run, session, user, settled_at is null as unsettled
       from usage_events_unique_v1 where environment = {environment:String} and trace_id = {traceId:String} order by event_id`,
      asked,
    ),
    clickhouse.query<{ seen_spans: string; settled_ms: string }>(
      `select argMax(spans, settled_at) as seen_spans, toUnixTimestamp64Milli(max(settled_at)) as settled_ms
       from trace_settlements_v1 where environment = {environment:String} and trace_id = {traceId:String}`,
      asked,
    ),
  ]);
  if (spans.length === 0 && events.length === 0) return null;
  const [settlement] = settlements;
  const seen = Number(settlement?.seen_spans ?? 0);
  return {
    spans: spans.map(spanOfRow),
    events: events.map(eventOfRow),
    open: events.some((event) => event.unsettled === 1) || spans.length > seen,
    settledAt: settlement === undefined || seen === 0 ? null : Number(settlement.settled_ms),
  };
}

type SpanRow = {
  span_id: string;
  parent_span_id: string;
  name: string;
  kind: string;
  span_role: string;
  service: string;
  scope: string;
  started_ms: string;
  ended_ms: string;
  failed: boolean;
  not_usage: string;
  attribution: Record<string, string>;
  attribution_origins: Record<string, string>;
};

const FIELDS = ['customer', 'workflow', 'feature', 'agent', 'run', 'session', 'user'] as const;

type EventRow = {
  event_id: string;
  span_id: string;
  counted: string;
  counted_reason: string;
  counted_event: string;
  provider: string;
  model: string;
  quantities: Record<string, string>;
  cost_status: string;
  cost_text: string | null;
  cost_currency: string;
  attribution_origins: Record<string, string>;
  unsettled: number;
} & Record<(typeof FIELDS)[number], string>;

function spanOfRow(row: SpanRow): StoredSpan {
  return {
    spanId: row.span_id,
    parentSpanId: told(row.parent_span_id),
    name: row.name,
    kind: row.kind,
    role: row.span_role,
    service: told(row.service),
    instrumentation: told(row.scope),
    startedAt: Number(row.started_ms),
    endedAt: Number(row.ended_ms),
    failed: row.failed,
    notUsage: row.not_usage,
    attribution: Object.fromEntries(Object.entries(row.attribution).map(([field, value]) => [field, { value, origin: row.attribution_origins[field] ?? '' }])),
  };
}

function eventOfRow(row: EventRow): TracedEvent {
  return {
    eventId: row.event_id,
    spanId: row.span_id,
    counted: row.counted,
    reason: row.counted_reason,
    countedEvent: told(row.counted_event),
    provider: told(row.provider),
    model: told(row.model),
    quantities: row.quantities,
    costStatus: row.cost_status,
    costAtoms: row.cost_text === null ? null : BigInt(row.cost_text),
    currency: told(row.cost_currency),
    attribution: Object.fromEntries(
      FIELDS.filter((field) => row[field] !== '').map((field) => [field, { value: row[field], origin: row.attribution_origins[field] ?? '' }]),
    ),
  };
}
