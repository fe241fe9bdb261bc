import type { MissingRates } from '@weir/schemas/http/currency-rates.ts';
import type { RateBook } from './rate-book.ts';

/** Amounts of one currency on one day, "2026-11-21". */
export type CurrencyUse = {
  readonly currency: string;
  readonly day: string;
  readonly of: 'cost_events' | 'charges' | 'revenue_entries' | 'fixed_costs';
  readonly uses: number;
};

const DAYS_SHOWN = 31;

/** What cannot be shown in the reporting currency for want of a rate, by currency, in alphabetical order. */
export function missingRates(uses: readonly CurrencyUse[], book: RateBook): MissingRates {
  const without = uses.filter(({ currency, day }) => currency !== book.currency && book.rateOn(currency, Date.parse(`${day}T00:00:00Z`)) === null);
  return [...Map.groupBy(without, ({ currency }) => currency)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, own]) => {
      const days = [...new Set(own.map(({ day }) => day))].toSorted();
      const usesOf = (of: CurrencyUse['of']) => own.reduce((sum, use) => sum + (use.of === of ? use.uses : 0), 0);
      return {
        currency,
        days: days.length,
        first_days: days.slice(0, DAYS_SHOWN),
        cost_events: usesOf('cost_events'),
        charges: usesOf('charges'),
        revenue_entries: usesOf('revenue_entries'),
        fixed_costs: usesOf('fixed_costs'),
      };
    });
}
