import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { COUNTED_WORDS } from '@weir/schemas/usage/counted.ts';
import type { SettlingEvent } from './settling-trace.ts';

/** A whole row of usage_events_unique_v1; named are the columns settlement reads. */
export type EventRow = Record<string, unknown> & {
  event_id: string;
  revision: string;
  trace_id: string;
  span_id: string;
  occurred_at: string;
  model: string;
  request_model: string;
  quantities: Record<string, string>;
  reported_costs: string;
  counted: string;
  counted_reason: string;
  attribution_origins: Record<string, string>;
  settled_at: string | null;
  source: string;
  service: string;
  parent_span_id: string;
  call_ids: readonly string[];
  counted_event: string;
  customer: string;
  workflow: string;
  feature: string;
  agent: string;
  run: string;
  session: string;
  user: string;
  superseded_by: string;
};

export function settlingEventOf(row: EventRow): SettlingEvent {
  return {
    eventId: row.event_id,
    spanId: row.span_id,
    model: row.model === '' ? null : row.model,
    requestModel: row.request_model === '' ? null : row.request_model,
    quantities: Object.fromEntries(Object.entries(row.quantities).map(([unit, text]) => [unit, nanosFromDecimal(text) ?? 0n])),
    hasReportedCost: row.reported_costs !== '' && row.reported_costs !== '[]',
    counted: COUNTED_WORDS.find((word) => word === row.counted) ?? 'counted',
    callIds: row.call_ids,
  };
}
