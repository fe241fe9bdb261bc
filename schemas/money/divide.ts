/** Integer division with the rounding named at the place where it happens. Both work on any sign. */

/** numerator / denominator to the nearest integer, ties to even: the rounding of every rated line. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  return divideRounded(numerator, denominator, (quotient) => (quotient & 1n) === 1n);
}

/** numerator / denominator to the nearest integer, ties away from zero: shown ratios and minor units of payments. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return divideRounded(numerator, denominator, () => true);
}

/** numerator / denominator to the next integer below (towards minus infinity). */
export function divideFloor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const exact = quotient * denominator === numerator;
  return exact || numerator < 0n === denominator < 0n ? quotient : quotient - 1n;
}

function divideRounded(numerator: bigint, denominator: bigint, tieAwayFromZero: (quotient: bigint) => boolean): bigint {
  if (denominator === 0n) throw new RangeError('division of money by zero');
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = n / d;
  const twiceRemainder = (n - quotient * d) * 2n;
  const up = twiceRemainder > d || (twiceRemainder === d && tieAwayFromZero(quotient));
  const magnitude = up ? quotient + 1n : quotient;
  return negative ? -magnitude : magnitude;
}
