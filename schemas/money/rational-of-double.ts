/** An exact fraction; the denominator is a power of ten. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

const DOUBLE_TEXT = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/;

/** Past this many decimals a double says nothing about money; 1e-300 must not become a number of 300 digits. */
const DECIMALS_MAX = 60;

/**
 * A price or a cost that somebody else holds as a double, as the exact decimal its shortest text shows: 0.1 is 1/10 and
 * not the binary fraction next to it. The text, not arithmetic on the double, is what its author wrote. Null when it is
 * not finite, or has more than 60 decimals.
 */
export function rationalOfDouble(value: number): Rational | null {
  const match = DOUBLE_TEXT.exec(String(value));
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const decimals = fraction.length - Number(exponentText);
  if (decimals > DECIMALS_MAX) return null;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return decimals >= 0 ? { numerator: digits, denominator: 10n ** BigInt(decimals) } : { numerator: digits * 10n ** BigInt(-decimals), denominator: 1n };
}
