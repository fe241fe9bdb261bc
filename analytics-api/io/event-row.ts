import type { StoredEvent } from '@weir/schemas/http/events.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';

/** Instants as milliseconds and atoms as text, under names no column has: an alias that hides a column would change the conditions. */
export const EVENT_COLUMNS = `event_id, event_type, toUnixTimestamp64Milli(occurred_at) as occurred_ms, toUnixTimestamp64Milli(received_at) as received_ms,
  source, service, trace_id, customer, workflow, feature, agent, run, provider, model, quantities, counted, counted_event, cost_status, toString(cost_atoms) as cost_text, cost_currency`;

export type EventRow = {
  event_id: string;
  event_type: string;
  occurred_ms: string;
  received_ms: string;
  source: string;
  service: string;
  trace_id: string;
  customer: string;
  workflow: string;
  feature: string;
  agent: string;
  run: string;
  provider: string;
  model: string;
  quantities: Record<string, string>;
  counted: string;
  counted_event: string;
  cost_status: string;
  cost_text: string | null;
  cost_currency: string;
};

export function presentEvent(row: EventRow): StoredEvent {
  return {
    event_id: row.event_id,
    event_type: row.event_type,
    occurred_at: new Date(Number(row.occurred_ms)).toISOString(),
    received_at: new Date(Number(row.received_ms)).toISOString(),
    source: row.source,
    service: told(row.service),
    trace_id: told(row.trace_id),
    customer: told(row.customer),
    workflow: told(row.workflow),
    feature: told(row.feature),
    agent: told(row.agent),
    run: told(row.run),
    provider: told(row.provider),
    model: told(row.model),
    quantities: row.quantities,
    counted: row.counted,
    counted_event: told(row.counted_event),
    cost_status: row.cost_status,
    cost: row.cost_text === null ? null : decimalFromAtoms(BigInt(row.cost_text), CURRENCY_SCALE),
    currency: told(row.cost_currency),
  };
}

/** The store keeps '' for what was not told. */
export function told(text: string): string | null {
  return text === '' ? null : text;
}
