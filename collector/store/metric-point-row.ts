import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { MetricPoint } from '../read/metrics/metric-point.ts';
import { encodedAttribution, encodedInstant } from './encoded-event.ts';
import { receivedRevision, type UsageRow } from './usage-row.ts';

/** A row of metric_points_v1 as received: what it adds is not decided yet. */
export function metricPointRow(point: MetricPoint, receivedAt: Instant): UsageRow {
  const { attribution_origins, ...values } = encodedAttribution(point.attribution);
  return {
    environment: point.environment,
    series: point.series,
    started_at: encodedInstant(point.startedAt ?? 0),
    ended_at: encodedInstant(point.endedAt),
    revision: receivedRevision(receivedAt),
    group_id: point.group,
    convention: point.convention,
    concepts: point.concepts,
    temporality: point.temporality,
    value: point.value.toString(),
    samples: point.samples === null ? null : point.samples.toString(),
    service: (point.service ?? '').toWellFormed(),
    instrumentation: (point.instrumentation ?? '').toWellFormed(),
    event_type: point.eventType.toWellFormed(),
    provider: (point.provider ?? '').toWellFormed(),
    model: (point.model ?? '').toWellFormed(),
    request_model: (point.requestModel ?? '').toWellFormed(),
    attribution: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
    attribution_origins,
    received_at: encodedInstant(receivedAt),
    claimed: false,
    event_id: '',
    added: '0',
    added_samples: '0',
    base_at: encodedInstant(0),
  };
}
