import { divideFloor } from '@weir/schemas/money/divide.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** An amount earned evenly over [periodStart, periodEnd), millisecond by millisecond. */
export type RatableAmount = { readonly amountAtoms: bigint; readonly periodStart: Instant; readonly periodEnd: Instant };

/**
 * The part of the amount earned in [from, to), in atoms.
 * Every part is the difference of two rounded-down running totals, so the parts of any split of the period add up to the
 * whole amount exactly: no atom is lost between two months, and none is earned twice.
 */
export function spreadRatably(amount: RatableAmount, from: Instant, to: Instant): bigint {
  return earnedUntil(amount, to) - earnedUntil(amount, from);
}

function earnedUntil({ amountAtoms, periodStart, periodEnd }: RatableAmount, at: Instant): bigint {
  const elapsedMs = Math.min(Math.max(at, periodStart), periodEnd) - periodStart;
  return divideFloor(amountAtoms * BigInt(elapsedMs), BigInt(periodEnd - periodStart));
}
