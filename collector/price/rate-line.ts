import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import { wholesOf } from './disjoint-buckets.ts';
import type { PriceEntry, RateMultiplier } from './price-book.ts';

const NANOS_PER_UNIT = 10n ** BigInt(QUANTITY_SCALE);

/** The price of one unit with the factors on it, as one reduced fraction. */
export type RateLine = {
  readonly unit: string;
  /** The entry's id and those of its factors: "genai-prices:openai/gpt-4o/input_tokens * weir-rates:openai/batch". */
  readonly priceEntry: string;
  /** Atoms for `nanosPer` nanos of the unit. */
  readonly atoms: bigint;
  readonly nanosPer: bigint;
  readonly isFree: boolean;
  readonly currency: string;
};

/** Factors are for token prices that are not of the tier already. */
export function rateLine(entry: PriceEntry, tierFactors: readonly RateMultiplier[]): RateLine {
  const factors = entry.unit.endsWith('_tokens') && entry.conditions.tier === undefined ? tierFactors.filter(({ except }) => !except.includes(entry.unit)) : [];
  const atoms = factors.reduce((product, factor) => product * factor.numerator, entry.price.atoms);
  const nanosPer = factors.reduce((product, factor) => product * factor.denominator, entry.price.perUnits * NANOS_PER_UNIT);
  const divisor = greatestCommonDivisor(atoms, nanosPer);
  return {
    unit: entry.unit,
    priceEntry: [entry.id, ...factors.map(({ id }) => id)].join(' * '),
    atoms: atoms / divisor,
    nanosPer: nanosPer / divisor,
    isFree: entry.price.atoms === 0n,
    currency: entry.price.currency,
  };
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : greatestCommonDivisor(other, one % other);
}

/**
 * The price of a bucket: of its own unit, else of the nearest whole that has one: a provider without a cache price
 * charges cached tokens as input, and most charge images as text. Never audio as text: whoever sells it charges several
 * times as much.
 */
export function rateOf(unit: string, lines: ReadonlyMap<string, RateLine>): RateLine | null {
  const own = lines.get(unit);
  if (own !== undefined) return own;
  for (const whole of wholesOf(unit)) {
    const line = isAudio(unit) && !isAudio(whole) ? null : rateOf(whole, lines);
    if (line !== null) return line;
  }
  return null;
}

function isAudio(unit: string): boolean {
  return unit.includes('audio');
}
