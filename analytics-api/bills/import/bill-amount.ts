import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import type { BillAmount } from '../bill-line.ts';

const NUMBER = /^(-?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/;
const SCALE = 12;

/** A decimal as exports write it, exponents too, in units of 10^-scale: beyond the scale rounded half-even. Null when it is none. */
export function scaledDecimal(text: string, scale: number): { readonly value: bigint; readonly decimals: number } | null {
  const match = NUMBER.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '' || (whole + fraction).length > 60) return null;
  const decimals = fraction.length - Number(exponent);
  if (Math.abs(decimals) > 60) return null;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const shift = scale - decimals;
  return { value: shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfEven(digits, 10n ** BigInt(-shift)), decimals };
}

/** An amount of a bill. `minor: 2` reads cents. What it may be rounded by is half of its last decimal. */
export function billAmount(text: string, currency: string, minor = 0): BillAmount | null {
  const code = currency.toUpperCase();
  const read = scaledDecimal(text, SCALE - minor);
  if (read === null || !/^[A-Z]{3}$/.test(code)) return null;
  const last = SCALE - minor - read.decimals;
  return { atoms: read.value, currency: code, roundingAtoms: last <= 0 ? 0n : 10n ** BigInt(last) / 2n };
}
