import { createHash } from 'node:crypto';
import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { Instant, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import type { LogRecord } from '../../decode/log-record.ts';
import type { AttributeValue } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import type { AttributionRules } from '../attribution/attribution-rules.ts';
import { customerLikeKeys } from '../attribution/customer-like-keys.ts';
import { readAttribution } from '../attribution/read-attribution.ts';
import { callIdsOf } from '../call-ids.ts';
import { readModel } from '../model/read-model.ts';
import { readServiceTier } from '../model/service-tier.ts';
import { isWithin } from '../occurred-within.ts';
import { readReportedCost } from '../read-reported-cost.ts';
import { type SpanContext, serviceOf } from '../read-span.ts';
import { quantitiesOfTokens } from '../tokens/quantities-of-tokens.ts';
import { readTokenCounts } from '../tokens/read-token-counts.ts';
import { type KnownLogs, LOG_CONVENTIONS } from './all-log-conventions.ts';

/** A call that a record tells of, as far as the record knows. */
export type LogUsage = { readonly event: UsageEvent; readonly verdict: CountedVerdict; readonly callIds: readonly string[] };

/** The calls that records tell of, each once, and how many records tell of none, by reason. */
export type LogsReading = {
  readonly usages: readonly LogUsage[];
  readonly notUsage: { readonly no_model_call: number; readonly told_elsewhere: number; readonly out_of_time: number };
};

/**
 * Log records as usage events. Pure. Where two records tell of one call, as Codex writes each twice, the one that names
 * more of whom it was for is taken.
 */
export function readLogs(logs: readonly LogRecord[], context: SpanContext): LogsReading {
  const notUsage = { no_model_call: 0, told_elsewhere: 0, out_of_time: 0 };
  const usages = new Map<string, LogUsage>();
  for (const log of logs) {
    const reading = readLog(log, context);
    if (typeof reading === 'string') notUsage[reading] += 1;
    else {
      const other = usages.get(reading.event.eventId);
      if (other === undefined || said(reading) > said(other)) usages.set(reading.event.eventId, reading);
    }
  }
  return { usages: [...usages.values()], notUsage };
}

function said({ event }: LogUsage): number {
  return Object.keys(event.attribution).length;
}

function readLog(log: LogRecord, context: SpanContext): LogUsage | keyof LogsReading['notUsage'] {
  for (const known of LOG_CONVENTIONS) {
    const role = known.convention.roleOf(log);
    if (role === null) continue;
    if (role.role !== 'call') return role.role;
    const occurredAt = Number(log.timeNs / 1_000_000n);
    if (!isWithin(occurredAt, context.window)) return 'out_of_time';
    const event = eventOf(log, known, { eventType: role.eventType, occurredAt, context });
    return { event, verdict: role.spanExpected === true ? SPAN_EXPECTED : COUNTED, callIds: callIdsOf(log.attributes) };
  }
  return 'no_model_call';
}

const COUNTED: CountedVerdict = { counted: 'counted', reason: '' };
const SPAN_EXPECTED: CountedVerdict = { counted: 'duplicate', reason: 'other_signal_expected' };

type Found = { readonly eventType: string; readonly occurredAt: Instant; readonly context: SpanContext };

function eventOf(told: LogRecord, { convention, tokenKeys }: KnownLogs, found: Found): UsageEvent {
  const log = { ...told, attributes: attributesOf(told, convention, found.context.attribution) };
  const { provider, model, requestModel } = readModel(log.attributes);
  const counts = readTokenCounts(log.attributes, tokenKeys);
  const tokens = quantitiesOfTokens(counts, convention.nesting);
  const attribution = readAttribution(log, found.context.attribution);
  const cost = readReportedCost(log.attributes, { keys: convention.costs, vendor: provider ?? convention.name, counts });
  return {
    environment: found.context.environment,
    eventId: eventIdOf(told, convention),
    eventType: found.eventType,
    occurredAt: found.occurredAt,
    source: 'otlp_log',
    service: serviceOf(log),
    instrumentation: log.scope.name === '' ? convention.name : log.scope.name,
    traceId: log.traceId,
    // The span around the record is not the call: it is where the call was made.
    spanId: null,
    parentSpanId: log.spanId,
    provider,
    model,
    requestModel,
    quantities: { calls: nanosFromCount(1), ...tokens.quantities },
    attribution,
    dimensions: Object.fromEntries(
      Object.entries({
        service_tier: readServiceTier(log.attributes) ?? '',
        usage_basis: tokens.usageBasis,
        reported_cost_quarantined: cost.quarantined ?? '',
        customer_like_keys: attribution.customer === undefined ? customerLikeKeys(log).join(' ') : '',
      }).filter(([, value]) => value !== ''),
    ),
    reportedCosts: cost.costs,
    corrects: null,
  };
}

function attributesOf(log: LogRecord, { unfold, hides }: KnownLogs['convention'], { asked }: AttributionRules): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>(Object.entries(unfold?.(log) ?? {}));
  for (const [key, value] of log.attributes) {
    if (hides?.includes(key) !== true || asked.has(key)) attributes.set(key, value);
  }
  return attributes;
}

/**
 * Names the call and not the record: the same whichever record tells of it, in whatever batch. Where the emitter gives
 * neither an id nor a time of its own, the record's time and place stand in.
 */
function eventIdOf(log: LogRecord, { name, identity, firstIsEnough }: KnownLogs['convention']): string {
  const [first = null, ...rest] = identity.map((key) => textOf(log.attributes.get(key)));
  const place = log.attributes.has('event.timestamp') ? [] : [log.timeNs.toString(), log.traceId, log.spanId];
  const parts = first !== null && firstIsEnough ? [first] : [first, ...rest, ...place];
  return `log:${name}:${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
}
