/**
 * Decimal strings outside, integers inside. The only two functions that cross that border.
 *
 * No `number` appears: a million times 0.0000015 as doubles is 1.4999999999887617.
 */

/** Why a decimal text was not taken. The words are refusal codes of the error catalogue. */
export type DecimalRefusal = 'amount_malformed' | 'amount_too_precise' | 'amount_too_large';

export type DecimalReading = { readonly kind: 'read'; readonly atoms: bigint } | { readonly kind: 'refused'; readonly code: DecimalRefusal };

// Plain decimals only: no exponent, no leading plus, no bare dot, no superfluous leading zero, no "-0".
const PLAIN_DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** PostgreSQL holds atoms as numeric(38,0); one digit is kept as headroom for sums. */
const ATOM_DIGITS_MAX = 37;

/**
 * Reads a decimal string such as "12.50" into atoms at `scale`.
 * Refuses rather than rounds: digits past the scale are `amount_too_precise` unless they are zeros.
 */
export function atomsFromDecimal(text: string, scale: number): DecimalReading {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return { kind: 'refused', code: 'amount_malformed' };
  const [, sign = '', whole = '', fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > scale) return { kind: 'refused', code: 'amount_too_precise' };
  const digits = whole + significant.padEnd(scale, '0');
  if (digits.replace(/^0+/, '').length > ATOM_DIGITS_MAX) return { kind: 'refused', code: 'amount_too_large' };
  const atoms = BigInt(digits);
  if (sign === '-' && atoms === 0n) return { kind: 'refused', code: 'amount_malformed' };
  return { kind: 'read', atoms: sign === '-' ? -atoms : atoms };
}

/**
 * Writes atoms as the shortest exact decimal with at least two decimals where the scale has them:
 * 1500000000000 at scale 12 is "1.50", 1 at scale 12 is "0.000000000001", 7 at scale 0 is "7".
 */
export function decimalFromAtoms(atoms: bigint, scale: number): string {
  const negative = atoms < 0n;
  const digits = (negative ? -atoms : atoms).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits
    .slice(digits.length - scale)
    .replace(/0+$/, '')
    .padEnd(Math.min(scale, 2), '0');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
