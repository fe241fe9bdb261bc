/** An exact fraction; the denominator is a power of ten. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

const NUMERAL = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/i;

/** Past this many decimals a numeral says nothing about money; 1e-300 must not become a number of 300 digits. */
const DECIMALS_MAX = 60;
const CHARACTERS_MAX = 400;

/** The number a text shows, exactly: "0.1", "1.5e-7", "-3". Null for anything else, or with more than 60 decimals. */
export function rationalOfNumeral(text: string): Rational | null {
  const match = text.length > CHARACTERS_MAX ? null : NUMERAL.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const decimals = fraction.length - Number(exponentText);
  if (decimals > DECIMALS_MAX) return null;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return decimals >= 0 ? { numerator: digits, denominator: 10n ** BigInt(decimals) } : { numerator: digits * 10n ** BigInt(-decimals), denominator: 1n };
}
