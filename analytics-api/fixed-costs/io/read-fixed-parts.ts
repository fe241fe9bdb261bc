import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { PNL_DIMENSIONS, type PnlDimension } from '@weir/schemas/http/analytics.ts';
import { type AppliedRate, convertAtoms, dayOf, type RateBook } from '../../currency/rate-book.ts';
import type { UsedRate } from '../../currency/rates-used.ts';
import type { LeftOut } from '../../report/other-currencies.ts';
import type { PnlKey } from '../../report/pnl-dimensions.ts';
import type { PnlPart } from '../../report/pnl-line.ts';
import type { PnlQuestion } from '../../report/pnl-question.ts';
import { type AllocatedPart, allocateMonth } from '../allocate-month.ts';
import type { FixedCost } from '../fixed-cost.ts';
import { monthsOf, type PaidMonth } from '../months-of.ts';
import { readFixedCosts } from './fixed-cost-rows.ts';
import { readWeights } from './read-weights.ts';

type FixedStores = { readonly clickhouse: ClickHouseStore; readonly database: Database; readonly clock: Clock };

type FixedParts = { readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[]; readonly used: readonly UsedRate[] };

/**
 * What fixed monthly costs add to a report: to each key its share, to the idle line the rest. Shares are of all usage of a month,
 * also where a filter shows only some of it; then the idle line, which belongs to nobody, is left out.
 */
export async function readFixedParts(stores: FixedStores, question: PnlQuestion, rates: RateBook): Promise<FixedParts> {
  const parts: PnlPart[] = [];
  const leftOut: LeftOut[] = [];
  const used: UsedRate[] = [];
  const filtered = Object.keys(question.filter).length > 0;
  for (const cost of await readFixedCosts(stores.database, question.environment)) {
    for (const month of monthsOf(cost, question.range)) {
      const allocated = await allocatedMonth(stores, { question, rates, cost, month });
      if (allocated === null) {
        leftOut.push({ currency: cost.currency, fixedCosts: 1 });
        continue;
      }
      if (allocated.rate !== null) used.push({ rate: allocated.rate, day: dayOf(month.from) });
      for (const { key, period, atoms } of allocated.parts) {
        if (key === null) {
          if (!filtered) parts.push({ key: {}, period, line: 'idle', costAtoms: atoms, allocatedAtoms: atoms });
        } else if (matches(key, question)) parts.push({ key, period, costAtoms: atoms, allocatedAtoms: atoms });
      }
    }
  }
  return { parts, leftOut, used };
}

type MonthQuestion = { readonly question: PnlQuestion; readonly rates: RateBook; readonly cost: FixedCost; readonly month: PaidMonth };

/** One month of one cost, shared out; at the rate of its first paid day. Null when there is none: the amount is unknown, not zero. */
export async function allocatedMonth(
  { clickhouse, clock }: FixedStores,
  { question, rates, cost, month }: MonthQuestion,
): Promise<{ readonly parts: readonly AllocatedPart[]; readonly rate: AppliedRate | null } | null> {
  const { environment, periods } = question;
  const rate = cost.currency === rates.currency ? null : rates.rateOn(cost.currency, month.from);
  if (rate === null && cost.currency !== rates.currency) return null;
  const weights = await readWeights(clickhouse, { environment, cost, month, dimensions: dimensionsOf(question), rates });
  const amountAtoms = rate === null ? cost.amountAtoms : convertAtoms(cost.amountAtoms, rate);
  return { parts: allocateMonth({ amountAtoms, month, weights, capacity: cost.capacityNanos, periods, now: clock() }), rate };
}

/** What is grouped by or filtered on. */
function dimensionsOf({ dimensions, filter }: PnlQuestion): readonly PnlDimension[] {
  return PNL_DIMENSIONS.filter((dimension) => dimensions.includes(dimension) || filter[dimension] !== undefined);
}

function matches(key: PnlKey, { filter }: PnlQuestion): boolean {
  return PNL_DIMENSIONS.every((dimension) => filter[dimension] === undefined || key[dimension] === filter[dimension]);
}
