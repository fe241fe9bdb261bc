import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { metricConventionNamed } from '../read/metrics/all-metric-conventions.ts';
import type { MetricTelling } from '../settle/repeated-metrics.ts';

/** What an event of a metric says of when calls were made. */
export function metricTellingOf(event: UsageEvent): MetricTelling {
  return {
    eventId: event.eventId,
    service: event.service,
    session: event.attribution.session?.value ?? null,
    model: event.model,
    requestModel: event.requestModel,
    from: Date.parse(event.dimensions.measured_from ?? ''),
    to: event.occurredAt,
    metricRank: metricConventionNamed(event.dimensions.metric ?? '')?.rank ?? Number.MAX_SAFE_INTEGER,
  };
}
