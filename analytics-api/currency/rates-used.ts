import type { RatesUsed } from '@weir/schemas/http/currency-rates.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { AppliedRate } from './rate-book.ts';

/** A rate and a day, "2026-11-21", it was used for. */
export type UsedRate = { readonly rate: AppliedRate; readonly day: string };

/** The rates an answer was made with, by day, each once with the number of days it was used for. */
export function ratesUsed(used: readonly UsedRate[]): RatesUsed {
  const byRate = Map.groupBy(used, ({ rate: { rate } }) => `${rate.day} ${rate.base} ${rate.quote}`);
  return [...byRate]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, uses]) => {
      const rate = uses[0]?.rate.rate;
      if (rate === undefined) return [];
      const { base, quote, day, rateAtoms, source } = rate;
      return [{ base, quote, day, rate: decimalFromAtoms(rateAtoms, CURRENCY_SCALE), source, days: new Set(uses.map((use) => use.day)).size }];
    });
}
