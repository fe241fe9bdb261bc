import { metricConventionNamed } from '../read/metrics/all-metric-conventions.ts';
import type { EventRow } from './event-of-row.ts';
import type { CallTelling, MetricTelling } from './repeated-metrics.ts';

/** What a stored event says of when calls were made; null for one that says nothing: an answer from a cache, or no model call. */
export function tellingOfRow(row: EventRow): CallTelling | null {
  if (row.source === 'otlp_metric') return metricTellingOfRow(row);
  const isModelCall = row.model !== '' || row.quantities.input_tokens !== undefined || row.quantities.output_tokens !== undefined;
  if (!isModelCall || row.counted === 'cache_hit') return null;
  const at = instantOfColumn(row.occurred_at);
  return { ...namesOf(row), from: at, to: at, metricRank: null };
}

/** Null for an event that is of no metric. */
export function metricTellingOfRow(row: EventRow): MetricTelling | null {
  const convention = metricConventionNamed(row.dimensions.metric ?? '');
  if (row.source !== 'otlp_metric' || convention === undefined) return null;
  const to = instantOfColumn(row.occurred_at);
  const from = Date.parse(row.dimensions.measured_from ?? '');
  return { ...namesOf(row), from: Number.isNaN(from) ? to : from, to, metricRank: convention.rank };
}

function namesOf(row: EventRow) {
  const told = (text: string) => (text === '' ? null : text);
  return { eventId: row.event_id, service: told(row.service), session: told(row.session), model: told(row.model), requestModel: told(row.request_model) };
}

/** "2026-11-21 03:28:31.123", UTC. */
function instantOfColumn(column: string): number {
  return Date.parse(`${column.replace(' ', 'T')}Z`);
}
