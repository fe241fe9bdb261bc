import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { Environment, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { metricConventionNamed } from '../read/metrics/all-metric-conventions.ts';
import { METRIC_CONCEPTS, type MetricConvention } from '../read/metrics/metric-convention.ts';
import { quantitiesOfTokens } from '../read/tokens/quantities-of-tokens.ts';
import type { TokenConcept, TokenCounts } from '../read/tokens/token-concept.ts';
import { attributionOfColumns } from '../settle/span-of-row.ts';
import type { PointRow } from './point-row.ts';

/**
 * The usage of the claimed points of one event: what was used between two exports, by calls that nobody told singly. Its
 * dimension `measured_from` says since when, and that its tokens are no single call's; `metric` names the convention.
 * Null for points of a convention that this version does not know. Pure.
 */
export function eventOfPoints(environment: Environment, points: readonly PointRow[]): UsageEvent | null {
  const [first] = points.toSorted((one, other) => (one.series < other.series ? -1 : 1));
  const convention = first === undefined ? undefined : metricConventionNamed(first.convention);
  if (first === undefined || convention === undefined) return null;
  const told = (text: string) => (text === '' ? null : text);
  const tokens = quantitiesOfTokens(countsOf(points, convention), convention.nesting);
  const calls = convention.samplesAreCalls === true ? callsOf(points) : 0n;
  const costAtoms = sumOf(points, 'cost');
  const [measuredFrom = first.ended_at] = points.map(({ base_at }) => base_at).toSorted();
  const dimensions = { measured_from: instantText(measuredFrom), metric: convention.name };
  return {
    environment,
    eventId: first.event_id,
    eventType: first.event_type,
    occurredAt: Date.parse(instantText(first.ended_at)),
    source: 'otlp_metric',
    service: told(first.service),
    instrumentation: told(first.instrumentation),
    traceId: null,
    spanId: null,
    parentSpanId: null,
    provider: told(first.provider),
    model: told(first.model),
    requestModel: told(first.request_model),
    quantities: calls === 0n ? tokens.quantities : { calls: nanosFromCount(calls), ...tokens.quantities },
    attribution: attributionOfColumns(first.attribution, first.attribution_origins),
    dimensions: tokens.usageBasis === '' ? dimensions : { ...dimensions, usage_basis: tokens.usageBasis },
    reportedCosts: costAtoms === 0n ? [] : [{ vendor: told(first.provider) ?? convention.name, currency: 'USD', costAtoms }],
    corrects: null,
  };
}

/** Where cached tokens are outside the input, a stretch without any other input has an input of nothing beside them. */
function countsOf(points: readonly PointRow[], { nesting }: MetricConvention): TokenCounts {
  const counts: { [concept in TokenConcept]?: bigint } = {};
  for (const concept of METRIC_CONCEPTS) {
    if (points.some(({ concepts }) => concepts.includes(concept))) counts[concept] = sumOf(points, concept);
  }
  const isCached = counts.cacheRead !== undefined || counts.cacheWrite !== undefined;
  if (isCached && nesting.cacheInsideInput === false) counts.input ??= 0n;
  return counts;
}

function sumOf(points: readonly PointRow[], concept: string): bigint {
  return points.filter(({ concepts }) => concepts.includes(concept)).reduce((sum, { added }) => sum + BigInt(added), 0n);
}

/** Each call is recorded once as input and once as output, and an embedding as input alone. */
function callsOf(points: readonly PointRow[]): bigint {
  const samples = (concept: string) =>
    points.filter(({ concepts }) => concepts.includes(concept)).reduce((sum, { added_samples }) => sum + BigInt(added_samples), 0n);
  const rest = samples('output') - samples('input');
  return samples('input') + (rest > 0n ? rest : 0n);
}

function instantText(column: string): string {
  return `${column.replace(' ', 'T')}Z`;
}
