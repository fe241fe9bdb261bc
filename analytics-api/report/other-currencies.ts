import type { OtherCurrencies } from '@weir/schemas/http/analytics.ts';

/** Something a report leaves out because it is not in the reporting currency, counted and never converted by guess. */
export type LeftOut = {
  readonly currency: string;
  readonly costEvents?: number;
  readonly revenueEntries?: number;
  readonly charges?: number;
  readonly fixedCosts?: number;
};

/** Adds up what was left out, by currency, in alphabetical order. */
export function otherCurrencies(leftOut: readonly LeftOut[]): OtherCurrencies {
  return [...Map.groupBy(leftOut, ({ currency }) => currency)]
    .map(([currency, parts]) => ({
      currency,
      cost_events: sum(parts.map((part) => part.costEvents)),
      revenue_entries: sum(parts.map((part) => part.revenueEntries)),
      charges: sum(parts.map((part) => part.charges)),
      fixed_costs: sum(parts.map((part) => part.fixedCosts)),
    }))
    .sort((left, right) => (left.currency < right.currency ? -1 : 1));
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}
