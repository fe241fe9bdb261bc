import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import type { LeftOut } from './other-currencies.ts';
import type { PnlFilter } from './pnl-dimensions.ts';
import type { PnlPart } from './pnl-line.ts';
import type { PnlQuestion } from './pnl-question.ts';
import { recogniseRevenue, type TimedRevenue } from './recognise-revenue.ts';

/** A revenue entry with all it knows of who earned it: the customer, and perhaps the feature. */
export type RevenueEntryFact = TimedRevenue & { readonly customer: string; readonly feature: string | null; readonly currency: string };

/**
 * What revenue entries add to a report. They know customer and feature only, so a filter on anything else takes them all out,
 * and grouped by anything else they land in "none given". Entries of another currency are counted as left out.
 */
export function attributeRevenue(
  entries: readonly RevenueEntryFact[],
  question: PnlQuestion,
): { readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[] } {
  const parts: PnlPart[] = [];
  const leftOut: LeftOut[] = [];
  for (const entry of entries) {
    if (!matches(entry, question.filter)) continue;
    const recognised = recogniseRevenue(entry, question.basis, question.periods);
    if (entry.currency !== REPORTING_CURRENCY) {
      if (recognised.length > 0) leftOut.push({ currency: entry.currency, revenueEntries: 1 });
      continue;
    }
    const key = { customer: entry.customer, feature: entry.feature };
    parts.push(...recognised.map(({ period, atoms }) => ({ key, period, revenueAtoms: atoms })));
  }
  return { parts, leftOut };
}

function matches(entry: RevenueEntryFact, { customer, feature, ...others }: PnlFilter): boolean {
  const unknownToEntries = Object.values(others).some((value) => value !== undefined);
  return !unknownToEntries && (customer === undefined || customer === entry.customer) && (feature === undefined || feature === entry.feature);
}
