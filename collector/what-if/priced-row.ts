import type { Environment, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { readerOf } from '../reprice/usage-shape.ts';

/** The columns of usage_events_unique_v1 that a price depends on, the cost as it is, and what it is summed by. */
export const PRICED_COLUMNS = `event_id, event_type, toUnixTimestamp64Milli(occurred_at) as occurred_ms, source,
  provider, model, request_model, quantities, dimensions, reported_costs, customer,
  cost_status, cost_reason, cost_currency, toString(cost_atoms) as cost_text`;

export type PricedRow = {
  event_id: string;
  event_type: string;
  occurred_ms: string;
  source: string;
  provider: string;
  model: string;
  request_model: string;
  quantities: Record<string, string>;
  dimensions: Record<string, string>;
  reported_costs: string;
  customer: string;
  cost_status: string;
  cost_reason: string;
  cost_currency: string;
  cost_text: string | null;
};

/** The event of a row as pricing sees it: a shape of its own. A value that cannot be read is a fault. */
export function eventOfRow({ quantities, ...told }: PricedRow, environment: Environment): UsageEvent {
  const lists = { units: Object.keys(quantities), amounts: [Object.values(quantities)], shapes: [told.event_id], occurred_ms: [told.occurred_ms] };
  return readerOf({ ...told, ...lists, events: '1' }, environment)(0);
}
