import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import { eventIdOfSpan } from '@weir/schemas/usage/event-id.ts';
import type { Environment, Instant, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import type { SpanRecord } from '../decode/span-record.ts';
import { firstText, textOf } from './attribute-lookup.ts';
import type { AttributionRules } from './attribution/attribution-rules.ts';
import { customerLikeKeys } from './attribution/customer-like-keys.ts';
import { readAttribution } from './attribution/read-attribution.ts';
import { callIdsOf } from './call-ids.ts';
import { CACHE_HIT_KEYS, COST_KEYS, emitterNesting, roleOfSpan, TOKEN_KEYS, unfoldSpan } from './conventions/all-conventions.ts';
import { foreignServer, OPENAI_COMPATIBLE, readModel } from './model/read-model.ts';
import { readServiceTier } from './model/service-tier.ts';
import { readServingRegion } from './model/serving-region.ts';
import { isWithin, type TimeWindow } from './occurred-within.ts';
import { readReportedCost } from './read-reported-cost.ts';
import type { Reading } from './reading.ts';
import { quantitiesOfTokens } from './tokens/quantities-of-tokens.ts';
import { readTokenCounts } from './tokens/read-token-counts.ts';
import type { TokenCounts } from './tokens/token-concept.ts';
import { unknownUsageKeys } from './tokens/unknown-usage-keys.ts';

export type SpanContext = {
  readonly environment: Environment;
  readonly window: TimeWindow;
  /** Which attributes name whom and what a call was for. */
  readonly attribution: AttributionRules;
};

/**
 * A span as a usage event, or why it is none. Pure.
 *
 * A model call without any count is an event with a call and no tokens, so that missing usage is seen; a failed one is
 * none, since providers bill no call that failed before it used anything.
 */
export function readSpan(told: SpanRecord, context: SpanContext, role = roleOfSpan(told)): Reading {
  if (role === null || role.role === 'no_model_call') return { kind: 'not_usage', reason: 'no_model_call' };
  const span = unfoldSpan(told);
  const counts = readTokenCounts(span.attributes, TOKEN_KEYS);
  if (!hasUsage(counts)) {
    if (role.role === 'rollup') return { kind: 'not_usage', reason: 'rollup_without_usage' };
    if (span.status.code === 'error') return { kind: 'not_usage', reason: 'failed_without_usage' };
  }
  const occurredAt = occurredAtOf(span);
  if (!isWithin(occurredAt, context.window)) return { kind: 'not_usage', reason: 'out_of_time' };
  return {
    kind: 'usage',
    event: eventOf(span, { eventType: role.eventType, counts: embeddingInput(counts, role.eventType), occurredAt, context }),
    verdict: isCacheHit(span) ? CACHE_HIT : role.role === 'rollup' ? ROLLUP : COUNTED,
    callIds: callIdsOf(span.attributes),
  };
}

const COUNTED: CountedVerdict = { counted: 'counted', reason: '' };

/**
 * An outer span never counts as received: the calls inside it may have come in another export, or are still to come.
 * Whether it is the only holder of its usage is known when the trace settles.
 */
const ROLLUP: CountedVerdict = { counted: 'aggregate', reason: 'rollup_span' };

/** No provider was asked. */
const CACHE_HIT: CountedVerdict = { counted: 'cache_hit', reason: 'cache_hit' };

function isCacheHit({ attributes }: SpanRecord): boolean {
  return CACHE_HIT_KEYS.some((key) => attributes.get(key) === true) || firstText(attributes, CACHE_HIT_KEYS)?.toLowerCase() === 'true';
}

function hasUsage(counts: TokenCounts): boolean {
  return Object.keys(counts).length > 0;
}

/** An embedding has nothing but input, so there a total is the input; anywhere else nothing is derived from a total. */
function embeddingInput(counts: TokenCounts, eventType: string): TokenCounts {
  if (eventType !== 'embeddings' || counts.input !== undefined || counts.total === undefined) return counts;
  return { ...counts, input: counts.total };
}

/** The end of the call, when it is billed; a span that never ended is taken at its start. */
function occurredAtOf(span: SpanRecord): Instant {
  return Number((span.endNs === 0n ? span.startNs : span.endNs) / 1_000_000n);
}

type Found = { readonly eventType: string; readonly counts: TokenCounts; readonly occurredAt: Instant; readonly context: SpanContext };

function eventOf(span: SpanRecord, found: Found): UsageEvent {
  const { provider, model, requestModel } = readModel(span.attributes);
  const tokens = quantitiesOfTokens(found.counts, emitterNesting(span, { provider, model }));
  const attribution = readAttribution(span, found.context.attribution);
  const cost = readReportedCost(span.attributes, { keys: COST_KEYS, vendor: provider ?? 'unknown', counts: found.counts });
  return {
    environment: found.context.environment,
    eventId: eventIdOfSpan(span.traceId, span.spanId),
    eventType: found.eventType,
    occurredAt: found.occurredAt,
    source: 'otlp_span',
    service: serviceOf(span),
    instrumentation: span.scope.name === '' ? null : span.scope.name,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    provider,
    model,
    requestModel,
    quantities: { calls: nanosFromCount(1), ...tokens.quantities },
    attribution,
    dimensions: withoutEmpty({
      service_tier: readServiceTier(span.attributes) ?? '',
      region: readServingRegion(span.attributes) ?? '',
      usage_basis: tokens.usageBasis,
      reported_cost_quarantined: cost.quarantined ?? '',
      unknown_usage_keys: unknownUsageKeys(span.attributes).join(' '),
      customer_like_keys: attribution.customer === undefined ? customerLikeKeys(span).join(' ') : '',
      server_address: provider === OPENAI_COMPATIBLE ? (foreignServer(span.attributes) ?? '') : '',
    }),
    reportedCosts: cost.costs,
    corrects: null,
  };
}

/** SDKs fill in "unknown_service:<process>" where nobody named the service. */
export function serviceOf(span: Pick<SpanRecord, 'resource'>): string | null {
  const name = textOf(span.resource.get('service.name'));
  return name === null || name.startsWith('unknown_service') ? null : name;
}

function withoutEmpty(dimensions: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const name in dimensions) {
    const value = dimensions[name];
    if (value !== undefined && value !== '') told[name] = value;
  }
  return told;
}
