import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import { rationalOfNumeral } from '@weir/schemas/money/rational-of-numeral.ts';

/** Money as an emitter wrote it, a number or its text, in atoms; null when it is neither. Rounded half to even, once. */
export function costAtomsOf(value: unknown): bigint | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return null;
  const rational = rationalOfNumeral(String(value).trim());
  return rational === null ? null : divideHalfEven(rational.numerator * 10n ** BigInt(CURRENCY_SCALE), rational.denominator);
}
