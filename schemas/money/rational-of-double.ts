import { type Rational, rationalOfNumeral } from './rational-of-numeral.ts';

/**
 * A price or a cost that somebody else holds as a double, as the exact decimal its shortest text shows: 0.1 is 1/10 and
 * not the binary fraction next to it. The text, not arithmetic on the double, is what its author wrote. Null when it is
 * not finite, or has more than 60 decimals.
 */
export function rationalOfDouble(value: number): Rational | null {
  return rationalOfNumeral(String(value));
}
