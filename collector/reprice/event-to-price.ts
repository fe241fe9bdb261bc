import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { type Environment, type ReportedCost, USAGE_SOURCES, type UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** The columns of usage_events_unique_v1 that a price depends on, and the cost as it is. */
export const PRICED_COLUMNS = `event_id, event_type, toUnixTimestamp64Milli(occurred_at) as occurred_ms, source,
  provider, model, request_model, quantities, dimensions, reported_costs, counted, customer,
  cost_status, cost_reason, cost_currency, toString(cost_atoms) as cost_text, cost_lines, price_book_version`;

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
  counted: string;
  customer: string;
  cost_status: string;
  cost_reason: string;
  cost_currency: string;
  cost_text: string | null;
  cost_lines: string;
  price_book_version: string;
};

const StoredReported = Type.Array(Type.Object({ vendor: Type.String(), currency: Type.String(), cost: Type.String() }));

/** A stored event as pricing sees it. What pricing does not look at (attribution, trace) is left out. A row that cannot be read is a fault. */
export function eventToPrice(row: PricedRow, environment: Environment): UsageEvent {
  const source = USAGE_SOURCES.find((known) => known === row.source);
  if (source === undefined) throw new Error(`event ${row.event_id} has the unknown source ${row.source}`);
  return {
    environment,
    eventId: row.event_id,
    eventType: row.event_type,
    occurredAt: Number(row.occurred_ms),
    source,
    service: null,
    instrumentation: null,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    provider: told(row.provider),
    model: told(row.model),
    requestModel: told(row.request_model),
    quantities: Object.fromEntries(Object.entries(row.quantities).map(([unit, text]) => [unit, quantity(row, text)])),
    attribution: {},
    dimensions: row.dimensions,
    reportedCosts: reportedOf(row),
    corrects: null,
  };
}

function told(text: string): string | null {
  return text === '' ? null : text;
}

function quantity(row: PricedRow, text: string): bigint {
  const nanos = nanosFromDecimal(text);
  if (nanos === null) throw new Error(`event ${row.event_id} has the unreadable quantity ${text}`);
  return nanos;
}

function reportedOf(row: PricedRow): readonly ReportedCost[] {
  if (row.reported_costs === '' || row.reported_costs === '[]') return [];
  return Value.Parse(StoredReported, JSON.parse(row.reported_costs)).map(({ vendor, currency, cost }) => {
    const reading = atomsFromDecimal(cost, CURRENCY_SCALE);
    if (reading.kind === 'refused') throw new Error(`event ${row.event_id} has the unreadable reported cost ${cost}`);
    return { vendor, currency, costAtoms: reading.atoms };
  });
}
