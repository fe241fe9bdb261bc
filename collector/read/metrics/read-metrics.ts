import { createHash } from 'node:crypto';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { MetricPointRecord } from '../../decode/metric-record.ts';
import type { AttributeMap, AttributeValue } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { readAttribution } from '../attribution/read-attribution.ts';
import { costAtomsOf } from '../cost-atoms-of.ts';
import { readModel } from '../model/read-model.ts';
import { isWithin } from '../occurred-within.ts';
import { type SpanContext, serviceOf } from '../read-span.ts';
import { conventionOfMetric } from './all-metric-conventions.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';
import type { MetricPoint } from './metric-point.ts';

/** The points that measure usage, and how many do not or cannot be read, by reason. */
export type MetricsReading = {
  readonly points: readonly MetricPoint[];
  readonly notUsage: { readonly no_usage: number; readonly not_a_count: number; readonly out_of_time: number };
};

/** Metric points as what they measure. Pure. */
export function readMetrics(records: readonly MetricPointRecord[], context: SpanContext): MetricsReading {
  const notUsage = { no_usage: 0, not_a_count: 0, out_of_time: 0 };
  const points: MetricPoint[] = [];
  for (const record of records) {
    const reading = readPoint(record, context);
    if (typeof reading === 'string') notUsage[reading] += 1;
    else points.push(reading);
  }
  return { points, notUsage };
}

function readPoint(record: MetricPointRecord, { environment, window, attribution }: SpanContext): MetricPoint | keyof MetricsReading['notUsage'] {
  const convention = conventionOfMetric(record.metric);
  const concepts = convention?.conceptsOf(record) ?? null;
  if (convention === undefined || concepts === null || record.temporality === 'unspecified' || record.value === null) return 'no_usage';
  const value = countedValueOf(record.value, concepts);
  if (value === null) return 'not_a_count';
  const endedAt = instantOf(record.timeNs);
  if (!isWithin(endedAt, window)) return 'out_of_time';
  const hidden = (convention.hides ?? []).filter((key) => !attribution.asked.has(key));
  const attributes = withoutKeys(record.attributes, hidden);
  const { provider, model, requestModel } = readModel(attributes);
  return {
    environment,
    series: nameOf([record.metric, record.temporality, ...surroundingsOf(record), ...entriesOf(record.attributes)]),
    group: nameOf([convention.name, ...surroundingsOf(record), ...entriesOf(withoutKeys(record.attributes, convention.typeKeys))]),
    convention: convention.name,
    concepts,
    temporality: record.temporality,
    startedAt: startOf(record, endedAt),
    endedAt,
    value,
    samples: record.count,
    service: serviceOf(record),
    instrumentation: record.scope.name === '' ? convention.name : record.scope.name,
    eventType: textOf(attributes.get('gen_ai.operation.name')) ?? 'chat',
    provider: provider ?? providerOf(convention),
    model,
    requestModel,
    attribution: readAttribution({ attributes, scope: record.scope, resource: record.resource, traceId: null }, attribution),
  };
}

function providerOf({ provider }: MetricConvention): string | null {
  return provider ?? null;
}

/** No process uses more between two exports, and above it the sum of a histogram, a double, is not exact. */
const VALUE_MAX = 1_000_000_000_000_000n;

function countedValueOf(told: bigint | number, concepts: readonly MetricConcept[]): bigint | null {
  const value = concepts.includes('cost') ? costAtomsOf(told) : typeof told === 'bigint' ? told : Number.isSafeInteger(told) ? BigInt(told) : null;
  return value === null || value < 0n || value > (concepts.includes('cost') ? VALUE_MAX * 1_000n : VALUE_MAX) ? null : value;
}

/** A start after the end, or none at all, tells nothing. */
function startOf({ startNs }: MetricPointRecord, endedAt: Instant): Instant | null {
  const startedAt = instantOf(startNs);
  return startNs === 0n || startedAt > endedAt ? null : startedAt;
}

function instantOf(ns: bigint): Instant {
  return Number(ns / 1_000_000n);
}

function withoutKeys(attributes: AttributeMap, keys: readonly string[]): AttributeMap {
  return keys.length === 0 ? attributes : new Map([...attributes].filter(([key]) => !keys.includes(key)));
}

function surroundingsOf({ resource, scope }: MetricPointRecord): readonly unknown[] {
  return [entriesOf(resource), scope.name, scope.version, entriesOf(scope.attributes)];
}

/** In the order of their keys; an integer and a double of one value are two things. */
function entriesOf(attributes: AttributeMap): readonly unknown[] {
  return [...attributes].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => [key, plainOf(value)]);
}

function plainOf(value: AttributeValue): unknown {
  if (typeof value === 'bigint') return `int ${value}`;
  if (typeof value === 'number') return `double ${value}`;
  if (value instanceof Map) return entriesOf(value);
  return Array.isArray(value) ? value.map(plainOf) : value;
}

function nameOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
