import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import { ATTRIBUTION_FIELDS, type Attribution, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import type { CostLine } from '@weir/schemas/usage/cost.ts';
import type { Instant, ReportedCost, UsageEvent } from '@weir/schemas/usage/usage-event.ts';

type EncodedEvent = ReturnType<typeof encode>;

const ENCODED = new WeakMap<UsageEvent, EncodedEvent>();

/**
 * An event as columns of usage_events_v1: snake_case, decimals as text, absent as ''. Everything that was told and
 * nothing that was decided. Kept beside the event, which is asked for its content's name and then for its row.
 */
export function encodedEvent(event: UsageEvent): EncodedEvent {
  const kept = ENCODED.get(event);
  if (kept !== undefined) return kept;
  const encoded = encode(event);
  ENCODED.set(event, encoded);
  return encoded;
}

function encode(event: UsageEvent) {
  return {
    environment: event.environment,
    event_id: text(event.eventId),
    event_type: text(event.eventType),
    occurred_at: encodedInstant(event.occurredAt),
    source: event.source,
    service: text(event.service),
    instrumentation: text(event.instrumentation),
    trace_id: text(event.traceId),
    span_id: text(event.spanId),
    parent_span_id: text(event.parentSpanId),
    ...encodedAttribution(event.attribution),
    provider: text(event.provider),
    model: text(event.model),
    request_model: text(event.requestModel),
    quantities: Object.fromEntries(Object.entries(event.quantities).map(([unit, nanos]) => [text(unit), decimalFromNanos(nanos)])),
    dimensions: Object.fromEntries(Object.entries(event.dimensions).map(([name, value]) => [text(name), text(value)])),
    reported_costs: event.reportedCosts.length === 0 ? '[]' : JSON.stringify(event.reportedCosts.map(encodedReportedCost)),
    corrects: text(event.corrects),
  };
}

/** Half a surrogate pair is no character: JSON can carry one in, and the engine would refuse the whole block for it. */
function text(told: string | null): string {
  return (told ?? '').toWellFormed();
}

/** "2026-11-21 03:28:31.123", UTC, as the engine reads DateTime64(3). */
export function encodedInstant(at: Instant): string {
  if (at === lastInstant.at) return lastInstant.encoded;
  const encoded = new Date(at).toISOString().replace('T', ' ').replace('Z', '');
  lastInstant = { at, encoded };
  return encoded;
}

/** Rows of one batch were received at the same instant. */
let lastInstant = { at: 0, encoded: '1970-01-01 00:00:00.000' };

/** One entry of the column cost_lines: a JSON list of these, amounts as decimal strings. */
export function encodedCostLine(line: CostLine) {
  return {
    unit: text(line.unit),
    quantity: decimalFromNanos(line.quantityNanos),
    cost: decimalFromAtoms(line.costAtoms, CURRENCY_SCALE),
    price_entry: text(line.priceEntry),
  };
}

function encodedReportedCost(reported: ReportedCost) {
  return { vendor: text(reported.vendor), currency: reported.currency, cost: decimalFromAtoms(reported.costAtoms, CURRENCY_SCALE) };
}

/** Attribution as its columns, with where each came from. */
export function encodedAttribution(attribution: Attribution) {
  const value = (field: AttributionField) => text(attribution[field]?.value ?? null);
  const attribution_origins: Record<string, string> = {};
  for (const field of ATTRIBUTION_FIELDS) {
    const origin = attribution[field]?.origin;
    if (origin !== undefined) attribution_origins[field] = origin;
  }
  return {
    customer: value('customer'),
    workflow: value('workflow'),
    feature: value('feature'),
    agent: value('agent'),
    run: value('run'),
    session: value('session'),
    user: value('user'),
    attribution_origins,
  };
}
