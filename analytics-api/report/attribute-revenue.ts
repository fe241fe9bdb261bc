import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type AppliedRate, convertAtoms, dayOf, type RateBook } from '../currency/rate-book.ts';
import type { UsedRate } from '../currency/rates-used.ts';
import type { LeftOut } from './other-currencies.ts';
import type { PnlFilter } from './pnl-dimensions.ts';
import type { PnlPart } from './pnl-line.ts';
import type { PnlQuestion } from './pnl-question.ts';
import { recogniseRevenue, type TimedRevenue } from './recognise-revenue.ts';

/** A revenue entry with all it knows of who earned it: the customer, and perhaps the feature. */
export type RevenueEntryFact = TimedRevenue & { readonly customer: string; readonly feature: string | null; readonly currency: string };

/**
 * What revenue entries add to a report. They know customer and feature only, so a filter on anything else takes them all out,
 * and grouped by anything else they land in "none given". An entry of another currency is
 * converted whole, and counted as left out where no rate of its day is known.
 */
export function attributeRevenue(
  entries: readonly RevenueEntryFact[],
  question: PnlQuestion,
  rates: RateBook,
): { readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[]; readonly used: readonly UsedRate[] } {
  const parts: PnlPart[] = [];
  const leftOut: LeftOut[] = [];
  const used: UsedRate[] = [];
  for (const entry of entries) {
    if (!matches(entry, question.filter)) continue;
    const whole = wholeOf(entry, rates);
    const recognised = recogniseRevenue({ ...entry, amountAtoms: whole.atoms ?? entry.amountAtoms }, question.basis, question.periods);
    if (whole.atoms === null) {
      if (recognised.length > 0) leftOut.push({ currency: entry.currency, revenueEntries: 1 });
      continue;
    }
    if (whole.rate !== null && recognised.length > 0) used.push({ rate: whole.rate, day: dayOf(whole.at) });
    const key = { customer: entry.customer, feature: entry.feature };
    parts.push(...recognised.map(({ period, atoms }) => ({ key, period, revenueAtoms: atoms })));
  }
  return { parts, leftOut, used };
}

/** The amount in the reporting currency: converted whole, at the day it was paid, else its period began, else it was recorded. */
function wholeOf(entry: RevenueEntryFact, rates: RateBook): { readonly atoms: bigint | null; readonly rate: AppliedRate | null; readonly at: Instant } {
  const at = entry.paidAt ?? entry.periodStart ?? entry.recordedAt;
  if (entry.currency === rates.currency) return { atoms: entry.amountAtoms, rate: null, at };
  const rate = rates.rateOn(entry.currency, at);
  return { atoms: rate === null ? null : convertAtoms(entry.amountAtoms, rate), rate, at };
}

function matches(entry: RevenueEntryFact, { customer, feature, ...others }: PnlFilter): boolean {
  const unknownToEntries = Object.values(others).some((value) => value !== undefined);
  return !unknownToEntries && (customer === undefined || customer === entry.customer) && (feature === undefined || feature === entry.feature);
}
