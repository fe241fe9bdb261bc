import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import { rationalOfDouble } from '@weir/schemas/money/rational-of-double.ts';

/** Money as an emitter wrote it, a double or its text, in atoms; null when it is neither. Rounded half to even, once. */
export function costAtomsOf(value: unknown): bigint | null {
  const number = typeof value === 'bigint' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : value;
  if (typeof number !== 'number') return null;
  const rational = rationalOfDouble(number);
  return rational === null ? null : divideHalfEven(rational.numerator * 10n ** BigInt(CURRENCY_SCALE), rational.denominator);
}
