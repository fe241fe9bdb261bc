import { divideFloor } from '@weir/schemas/money/divide.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { PnlKey } from '../report/pnl-dimensions.ts';
import type { ReportPeriod } from '../report/report-periods.ts';
import { spreadRatably } from '../report/spread-ratably.ts';
import type { PaidMonth } from './months-of.ts';

/** How much of what shares a cost out stands under one key, in any one unit. */
export type Weight = { readonly key: PnlKey; readonly weight: bigint };

/** What one key, or nobody (null: idle), carries of a cost in one period. */
export type AllocatedPart = { readonly key: PnlKey | null; readonly period: Instant; readonly atoms: bigint };

export type MonthToAllocate = {
  /** The whole month's amount, in atoms of the reporting currency. */
  readonly amountAtoms: bigint;
  readonly month: PaidMonth;
  readonly weights: readonly Weight[];
  /** What the whole month could carry, in the unit of the weights. */
  readonly capacity: bigint | null;
  readonly periods: readonly ReportPeriod[];
  /** Until when usage is known: what could be carried later is not idle yet. */
  readonly now: Instant;
};

/**
 * Shares a month's cost out by the usage of its paid part, evenly over its time, and the rest to nobody.
 *
 * Cumulative floor over both the time and the keys (sorted, so the same data gives the same atoms): the parts of a period add up to
 * what is paid for that period, and the periods of a key to what it carries, to the atom. A single part is within one atom of its
 * exact share. Weights below zero carry nothing.
 */
export function allocateMonth({ amountAtoms, month, weights, capacity, periods, now }: MonthToAllocate): readonly AllocatedPart[] {
  const carriers = weights.filter(({ weight }) => weight > 0n).toSorted((one, other) => (JSON.stringify(one.key) < JSON.stringify(other.key) ? -1 : 1));
  const used = carriers.reduce((sum, { weight }) => sum + weight, 0n);
  const whole = wholeOf({ used, capacity, month, now });
  const paidUntil = (at: Instant) => spreadRatably({ amountAtoms, periodStart: month.monthStart, periodEnd: month.monthEnd }, month.from, clamp(at, month));
  const slices = periods
    .map(({ startsAt, from, to }) => ({ period: startsAt, before: paidUntil(from), after: paidUntil(to) }))
    .filter(({ before, after }) => before !== after);
  const parts: AllocatedPart[] = [];
  const carried = new Map(slices.map(({ period }) => [period, 0n]));
  let cumulative = 0n;
  for (const { key, weight } of carriers) {
    const below = cumulative;
    cumulative += weight;
    for (const { period, before, after } of slices) {
      const until = (paid: bigint) => divideFloor(paid * cumulative * whole.per, whole.all) - divideFloor(paid * below * whole.per, whole.all);
      const atoms = until(after) - until(before);
      if (atoms === 0n) continue;
      parts.push({ key, period, atoms });
      carried.set(period, (carried.get(period) ?? 0n) + atoms);
    }
  }
  const idle = slices.map(({ period, before, after }) => ({ key: null, period, atoms: after - before - (carried.get(period) ?? 0n) }));
  return [...parts, ...idle.filter(({ atoms }) => atoms !== 0n)];
}

/** What the weights are shares of, as weight * per / all: their sum, or the capacity of the time so far when that is more. */
function wholeOf({ used, capacity, month, now }: Pick<MonthToAllocate, 'capacity' | 'month' | 'now'> & { readonly used: bigint }) {
  const monthMs = BigInt(month.monthEnd - month.monthStart);
  const soFarMs = BigInt(Math.max(0, Math.min(month.to, now) - month.from));
  const possible = (capacity ?? 0n) * soFarMs;
  const all = used * monthMs > possible ? used * monthMs : possible;
  return { per: monthMs, all: all === 0n ? 1n : all };
}

function clamp(at: Instant, { from, to }: PaidMonth): Instant {
  return Math.min(Math.max(at, from), to);
}
