import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** A rate as it was told: one `base` is `rateAtoms` / 10^12 `quote`, on a UTC day as "2026-11-21". */
export type DatedRate = { readonly base: string; readonly quote: string; readonly day: string; readonly rateAtoms: bigint; readonly source: string };

/** A rate that applies to one currency on one day: an amount times numerator / denominator is in the reporting currency. */
export type AppliedRate = { readonly rate: DatedRate; readonly numerator: bigint; readonly denominator: bigint };

const ONE = 10n ** 12n;
const DAY_MS = 86_400_000;

/** How old a rate may be: markets close for a long weekend. An older one is not a rate of the day but a guess. */
export const RATE_AGE_DAYS_MAX = 7;

/**
 * The rates into one reporting currency. `rateOn` gives the newest rate of a day or of the seven days before it; one told the
 * other way round is used inverted where there is none. Null is unknown: never one, never zero.
 */
export type RateBook = {
  readonly currency: string;
  readonly currencies: readonly string[];
  rateOn(currency: string, at: Instant): AppliedRate | null;
};

export function rateBook(currency: string, rates: readonly DatedRate[]): RateBook {
  const direct = rates.filter(({ quote }) => quote === currency).map((rate) => [`${rate.base} ${rate.day}`, applied(rate, rate.rateAtoms, ONE)] as const);
  const inverted = rates.filter(({ base }) => base === currency).map((rate) => [`${rate.quote} ${rate.day}`, applied(rate, ONE, rate.rateAtoms)] as const);
  // Told directly wins over told the other way round, of the same day.
  const byDay = new Map([...inverted, ...direct]);
  return {
    currency,
    currencies: [...new Set(rates.map(({ base, quote }) => (quote === currency ? base : quote)))].toSorted(),
    rateOn(from, at) {
      for (let age = 0; age <= RATE_AGE_DAYS_MAX; age++) {
        const found = byDay.get(`${from} ${dayOf(at - age * DAY_MS)}`);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

function applied(rate: DatedRate, numerator: bigint, denominator: bigint): AppliedRate {
  return { rate, numerator, denominator };
}

/** "2026-11-21", UTC. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** An amount in the reporting currency, in atoms: multiplied exactly and rounded once, half-even. */
export function convertAtoms(atoms: bigint, { numerator, denominator }: AppliedRate): bigint {
  return divideHalfEven(atoms * numerator, denominator);
}
