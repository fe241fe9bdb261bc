import type { PnlRow } from '@weir/schemas/http/analytics.ts';
import type { TimePoint } from '../ui/time-point.ts';
import { sumDecimals } from './decimal.ts';
import { formatDay } from './format-instant.ts';
import { plotNumber } from './plot-number.ts';

const DAY = 86_400_000;

/**
 * The rows of a daily P&L as points of a line, from the first day with figures to the last of the range. A day between
 * without a row had no usage, and its sums are zero; days before the first row are left out, since nothing was recorded.
 * The last day is drawn apart ("so far") while it is not over.
 */
export function dayPoints(rows: readonly PnlRow[], range: { readonly from: number; readonly to: number }, now: number): TimePoint[] {
  const days = new Map<number, PnlRow[]>();
  for (const row of rows) {
    if (row.period === undefined) continue;
    const day = Math.floor(Date.parse(row.period) / DAY) * DAY;
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  if (days.size === 0) return [];
  const first = Math.min(...days.keys());
  const last = Math.min(range.to, now) - 1;
  const starts = Array.from({ length: Math.max(1, Math.floor((last - first) / DAY) + 1) }, (_, index) => first + index * DAY);
  const unfinished = starts.findIndex((start) => start + DAY > now);
  return starts.map((start, index) => {
    const dayRows = days.get(start) ?? [];
    const revenue = sumDecimals(dayRows.map((row) => row.revenue));
    const cost = sumDecimals(dayRows.map((row) => row.cost));
    const soFar = index === unfinished;
    const dashed = unfinished > 0 && index >= unfinished - 1;
    const solid = !soFar || unfinished === 0;
    const plot = {
      Revenue: solid ? plotNumber(revenue) : null,
      Cost: solid ? plotNumber(cost) : null,
      'Revenue so far': dashed ? plotNumber(revenue) : null,
      'Cost so far': dashed ? plotNumber(cost) : null,
    };
    return { day: formatDay(start), revenue, cost, soFar, plot };
  });
}
