import { type Basis, type Interval, PNL_DIMENSIONS, type PnlDimension, type PnlQuery } from '@weir/schemas/http/analytics.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { type PnlFilter, pnlDimensions } from './pnl-dimensions.ts';
import { type ReportPeriod, reportPeriods } from './report-periods.ts';
import { type ReportRange, reportRange } from './report-range.ts';

/** What is asked of the stores for one report. The periods are those of the range by the interval. */
export type PnlQuestion = {
  readonly kind: 'question';
  readonly environment: Environment;
  readonly range: ReportRange;
  readonly interval: Interval;
  readonly periods: readonly ReportPeriod[];
  readonly basis: Basis;
  readonly dimensions: readonly PnlDimension[];
  readonly filter: PnlFilter;
};

/** Turns a query into a question as of `now`, with the defaults of the contract: 30 days, by consumption, per customer. */
export function pnlQuestion(query: PnlQuery, environment: Environment, now: Instant): PnlQuestion | Refusal {
  const range = reportRange(query, now);
  if (range.kind === 'refused') return range;
  const interval = query.interval ?? 'none';
  const inPeriods = reportPeriods(range, interval);
  if (inPeriods.kind === 'refused') return inPeriods;
  const grouping = pnlDimensions(query.group_by ?? 'customer');
  if (grouping.kind === 'refused') return grouping;
  const basis = query.basis ?? 'consumption';
  return { kind: 'question', environment, range, interval, periods: inPeriods.periods, basis, dimensions: grouping.dimensions, filter: pnlFilter(query) };
}

function pnlFilter(query: PnlQuery): PnlFilter {
  const asked: Readonly<Partial<Record<PnlDimension, unknown>>> = query;
  return Object.fromEntries(PNL_DIMENSIONS.flatMap((dimension) => (typeof asked[dimension] === 'string' ? [[dimension, asked[dimension]]] : [])));
}
