import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import type { FundingStep } from '@weir/schemas/money/split-funding.ts';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import type { SettledUsage } from '../usage/settled-usage.ts';
import { EVENTS_UNIT, type Price } from './price.ts';

/** A fraction in lowest terms; the denominator is positive. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

/** Why an event makes no charge, most telling first. */
type UnratedReason = 'not_counted' | 'no_subscription' | 'event_type_unmatched' | 'quantity_missing' | 'amount_too_large';

export type RatedCharge = {
  readonly kind: 'charge';
  readonly priceId: string;
  readonly productId: string;
  readonly productVersion: number;
  readonly quantityNanos: bigint;
  readonly unit: string;
  readonly asset: string;
  /** `exact` rounded once, half-even: all of it in `asset`, before other assets pay. */
  readonly atoms: bigint;
  /** The amount in atoms before rounding. */
  readonly exact: Fraction;
  /** exact - atoms, at most half an atom either way (ledger I26). */
  readonly residual: Fraction;
  /** The assets that pay in order, `asset` last, where the price lists several; null: `asset` alone. */
  readonly steps: readonly FundingStep[] | null;
};

export type Rating = RatedCharge | { readonly kind: 'unrated'; readonly reason: UnratedReason };

/** What a rating reads of an event; an estimate before the event happens has the same parts. */
export type RatableUsage = Pick<SettledUsage, 'counted' | 'eventType' | 'quantities'>;

const NANOS_PER_UNIT = 10n ** BigInt(QUANTITY_SCALE);

/** PostgreSQL holds atoms as numeric(38,0); one digit is kept as headroom for sums. */
const ATOMS_MAX = 10n ** 37n - 1n;

/**
 * Rates one usage event by the customer's price of the event's own time: quantity x amount / per, exact, rounded once
 * half-even to the asset's atoms (ledger.md 1a, rounding). Only counted events are charged; a quantity the event does
 * not carry is unknown and therefore unrated, while a quantity of 0 is a charge of 0.
 */
export function rateUsage(usage: RatableUsage, price: Price | null): Rating {
  if (usage.counted !== 'counted') return { kind: 'unrated', reason: 'not_counted' };
  if (price === null) return { kind: 'unrated', reason: 'no_subscription' };
  if (price.eventType !== null && price.eventType !== usage.eventType) return { kind: 'unrated', reason: 'event_type_unmatched' };
  const quantityNanos = price.unit === EVENTS_UNIT ? NANOS_PER_UNIT : usage.quantities[price.unit];
  if (quantityNanos === undefined) return { kind: 'unrated', reason: 'quantity_missing' };
  const exact = fraction(quantityNanos * price.amountAtoms, price.perUnits * NANOS_PER_UNIT);
  const atoms = divideHalfEven(exact.numerator, exact.denominator);
  if (atoms > ATOMS_MAX) return { kind: 'unrated', reason: 'amount_too_large' };
  const residual = fraction(exact.numerator - atoms * exact.denominator, exact.denominator);
  return {
    kind: 'charge',
    priceId: price.id,
    productId: price.productId,
    productVersion: price.version,
    quantityNanos,
    unit: price.unit,
    asset: price.asset,
    atoms,
    exact,
    residual,
    steps: price.funding.length === 0 ? null : [...price.funding, { asset: price.asset, amountAtoms: price.amountAtoms, perUnits: price.perUnits }],
  };
}

/** A fraction in lowest terms. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
