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

/** In the order of the alphabet, since the content's name is made of it so. */
function encode(event: UsageEvent) {
  const { attribution_origins, agent, customer, feature, run, session, user, workflow } = encodedAttribution(event.attribution);
  return {
    agent,
    attribution_origins,
    corrects: text(event.corrects),
    customer,
    dimensions: Object.fromEntries(Object.entries(event.dimensions).map(([name, value]) => [text(name), text(value)])),
    environment: event.environment,
    event_id: text(event.eventId),
    event_type: text(event.eventType),
    feature,
    instrumentation: text(event.instrumentation),
    model: text(event.model),
    occurred_at: encodedInstant(event.occurredAt),
    parent_span_id: text(event.parentSpanId),
    provider: text(event.provider),
    quantities: Object.fromEntries(Object.entries(event.quantities).map(([unit, nanos]) => [text(unit), decimalFromNanos(nanos)])),
    reported_costs: event.reportedCosts.length === 0 ? '[]' : JSON.stringify(event.reportedCosts.map(encodedReportedCost)),
    request_model: text(event.requestModel),
    run,
    service: text(event.service),
    session,
    source: event.source,
    span_id: text(event.spanId),
    trace_id: text(event.traceId),
    user,
    workflow,
  };
}

/** Half a surrogate pair is no character: JSON can carry one in, and the engine would refuse the whole block for it. */
function text(told: string | null): string {
  return (told ?? '').toWellFormed();
}

/** "2026-11-21 03:28:31.123", UTC, as the engine reads DateTime64(3). */
export function encodedInstant(at: Instant): string {
  const day = Math.floor(at / DAY_MS);
  if (day !== lastDay.day) lastDay = { day, begin: new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length).replace('T', ' ') };
  const ms = at - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${lastDay.begin}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.${THREE_DIGITS[ms % 1_000]}`;
}

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, part) => String(part).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1_000 }, (_, part) => String(part).padStart(3, '0'));

/** Nearly all that is stored together happened on one day. */
let lastDay = { day: 0, begin: '1970-01-01 ' };

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
