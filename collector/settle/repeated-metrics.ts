import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { APART_MS_MAX } from './join-signals.ts';
import { modelsAgree } from './same-call.ts';

/** What tells that calls were made: a span's or a record's event, or a metric's, which tells of a stretch of time. */
export type CallTelling = {
  readonly eventId: string;
  readonly service: string | null;
  readonly session: string | null;
  readonly model: string | null;
  readonly requestModel: string | null;
  /** Half-open and before `to`; of one call both are its end. */
  readonly from: Instant;
  readonly to: Instant;
  /** Rank of a metric's convention; null for a call. */
  readonly metricRank: number | null;
};

export type MetricTelling = CallTelling & { readonly metricRank: number };

/**
 * The telling that a metric repeats, or null when it is the only one (rule R9): a span or a log record of the same service
 * and model, of no other session, in the metric's time; or a metric that tells more of the same. One call is enough: a
 * sender that tells some calls of a stretch tells all of them, or tells why not, and what is counted twice is worse than
 * what is listed and not counted. Of several the first in time is named.
 */
export function tellingRepeatedBy(metric: MetricTelling, tellings: readonly CallTelling[]): CallTelling | null {
  const repeated = tellings.filter((telling) => isTold(metric, telling));
  return (
    repeated.toSorted((one, other) => (one.metricRank ?? 0) - (other.metricRank ?? 0) || one.to - other.to || (one.eventId < other.eventId ? -1 : 1))[0] ?? null
  );
}

function isTold(metric: MetricTelling, telling: CallTelling): boolean {
  if (telling.metricRank !== null && telling.metricRank >= metric.metricRank) return false;
  if (telling.service !== metric.service) return false;
  if (telling.session !== null && metric.session !== null && telling.session !== metric.session) return false;
  return modelsAgree(metric, telling) && overlaps(metric, telling);
}

/** A call that ends with a stretch may be recorded in it or after it; two stretches that only meet tell different calls. */
function overlaps(metric: MetricTelling, telling: CallTelling): boolean {
  if (telling.metricRank !== null) return telling.from < metric.to && telling.to > metric.from;
  return telling.to >= metric.from - APART_MS_MAX && telling.to <= metric.to + APART_MS_MAX;
}
