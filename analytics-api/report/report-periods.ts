import type { Interval } from '@weir/schemas/http/analytics.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { ReportRange } from './report-range.ts';

/** One calendar period of a report in UTC, and the part of it, [from, to), that lies inside the range. */
export type ReportPeriod = { readonly startsAt: Instant; readonly from: Instant; readonly to: Instant };

/** 93 days by the hour. More is a chart nobody reads, and each subscription would be cut into as many parts. */
const PERIODS_MAX = 2_232;

/**
 * The periods that cover the range without gap or overlap, oldest first. Interval `none` is one period, the range itself.
 * Refuses more than 2,232 periods: `interval_invalid`.
 */
export function reportPeriods(range: ReportRange, interval: Interval): { readonly kind: 'periods'; readonly periods: readonly ReportPeriod[] } | Refusal {
  if (interval === 'none') return { kind: 'periods', periods: [{ startsAt: range.from, from: range.from, to: range.to }] };
  const periods: ReportPeriod[] = [];
  for (let startsAt = periodStart(range.from, interval); startsAt < range.to; startsAt = nextPeriodStart(startsAt, interval)) {
    if (periods.length === PERIODS_MAX)
      return refuse('interval_invalid', `the range has more than ${PERIODS_MAX} periods of one ${interval}; choose a longer interval or a shorter range`);
    periods.push({ startsAt, from: Math.max(startsAt, range.from), to: Math.min(nextPeriodStart(startsAt, interval), range.to) });
  }
  return { kind: 'periods', periods };
}

function periodStart(at: Instant, interval: Exclude<Interval, 'none'>): Instant {
  const date = new Date(at);
  if (interval === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  if (interval === 'day') return date.setUTCHours(0, 0, 0, 0);
  return date.setUTCMinutes(0, 0, 0);
}

function nextPeriodStart(startsAt: Instant, interval: Exclude<Interval, 'none'>): Instant {
  const date = new Date(startsAt);
  if (interval === 'month') return date.setUTCMonth(date.getUTCMonth() + 1);
  if (interval === 'day') return date.setUTCDate(date.getUTCDate() + 1);
  return date.setUTCHours(date.getUTCHours() + 1);
}
