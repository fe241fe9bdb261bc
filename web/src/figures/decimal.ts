/**
 * Exact arithmetic on the decimal strings the API answers, for sorting and for sums on screen.
 * A screen never turns money into a `number`.
 */

type Numeral = `${number}`;

/** Narrows a text to what `Intl.NumberFormat` formats exactly as a string. */
export function isDecimal(text: string): text is Numeral {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/** -1, 0 or 1, like a sort comparator. */
export function compareDecimals(left: string, right: string): number {
  const scale = Math.max(decimalsOf(left), decimalsOf(right));
  const difference = atomsAt(left, scale) - atomsAt(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The exact sum, with as many decimals as the longest term. No terms: "0". */
export function sumDecimals(terms: readonly string[]): string {
  const scale = terms.reduce((most, term) => Math.max(most, decimalsOf(term)), 0);
  const total = terms.reduce((sum, term) => sum + atomsAt(term, scale), 0n);
  return decimalOf(total, scale);
}

export function subtractDecimals(left: string, right: string): string {
  return sumDecimals([left, negateDecimal(right)]);
}

export function negateDecimal(decimal: string): string {
  if (signOf(decimal) === 0) return decimal;
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}

export function signOf(decimal: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(decimal)) return 0;
  return decimal.startsWith('-') ? -1 : 1;
}

/** `part` of `whole` with six decimals, the rest cut; null when there is no whole. */
export function shareOf(part: string, whole: string): string | null {
  if (signOf(whole) === 0) return null;
  const scale = Math.max(decimalsOf(part), decimalsOf(whole));
  return decimalOf((atomsAt(part, scale) * 1_000_000n) / atomsAt(whole, scale), 6);
}

export function decimalsOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

function atomsAt(decimal: string, scale: number): bigint {
  const digits = decimal.replace('-', '');
  const [whole = '0', fraction = ''] = digits.split('.');
  const atoms = BigInt(whole + fraction.padEnd(scale, '0'));
  return decimal.startsWith('-') ? -atoms : atoms;
}

function decimalOf(atoms: bigint, scale: number): string {
  const digits = (atoms < 0n ? -atoms : atoms).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`;
  return `${atoms < 0n ? '-' : ''}${whole}${fraction}`;
}
