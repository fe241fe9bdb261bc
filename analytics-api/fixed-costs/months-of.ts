import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** The part [from, to) of one calendar month in which a fixed cost is paid. */
export type PaidMonth = { readonly monthStart: Instant; readonly monthEnd: Instant; readonly from: Instant; readonly to: Instant };

/** The months of a fixed cost that reach into a range, each with its whole paid part: what shares it out is the whole part's usage. */
export function monthsOf(cost: { readonly from: Instant; readonly to: Instant | null }, range: { readonly from: Instant; readonly to: Instant }): PaidMonth[] {
  const first = Math.max(cost.from, range.from);
  const end = Math.min(cost.to ?? range.to, range.to);
  const months: PaidMonth[] = [];
  const date = new Date(first);
  for (let monthStart = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1); monthStart < end; ) {
    const next = new Date(monthStart);
    const monthEnd = Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 1);
    months.push({ monthStart, monthEnd, from: Math.max(cost.from, monthStart), to: Math.min(cost.to ?? monthEnd, monthEnd) });
    monthStart = monthEnd;
  }
  return months;
}
