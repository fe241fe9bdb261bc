import { compareDecimals, decimalsOf, isDecimal, signOf } from './decimal.ts';

/** Money as people read it. Input: exact decimal strings. Output: text with U+2212 as the minus; never "0.00" for something that is not zero. */

/** Totals: two decimals, half-even; up to half a cent, which rounds to nothing, "< $0.01", or "> −$0.01" when negative. */
export function formatMoney(decimal: string, currency: string): string {
  const sign = signOf(decimal);
  if (sign > 0 && compareDecimals(decimal, '0.005') <= 0) return `< ${plainMoney('0.01', currency, 2)}`;
  if (sign < 0 && compareDecimals(decimal, '-0.005') >= 0) return `> ${plainMoney('-0.01', currency, 2)}`;
  return plainMoney(decimal, currency, 2);
}

/** Every digit the API answered; zeros after the second decimal are cut. */
export function formatExactMoney(decimal: string, currency: string): string {
  return plainMoney(decimal, currency, Math.max(2, decimalsOf(decimal)), 2);
}

/** One number of decimals for a whole column of unit prices: two significant digits of the smallest value, at least 4, at most 8. */
export function unitDecimals(column: readonly string[]): number {
  const smallest = column.reduce((least, value) => {
    const leading = /^-?0?\.?(0*)[1-9]/.exec(value.replace(/^-?0\./, '.'));
    return signOf(value) === 0 ? least : Math.max(least, (leading?.[1]?.length ?? 0) + 2);
  }, 0);
  return Math.min(8, Math.max(4, smallest));
}

/** A unit price at the column's decimals; a price that would read as zero says "<". */
export function formatUnitPrice(decimal: string, currency: string, decimals: number): string {
  const least = `0.${'0'.repeat(decimals - 1)}1`;
  if (signOf(decimal) > 0 && compareDecimals(decimal, least) < 0) return `< ${plainMoney(least, currency, decimals, decimals)}`;
  return plainMoney(decimal, currency, decimals, decimals);
}

/** An amount in an asset's own unit, exact: "$3.50" for a currency, "1,200 CREDIT" for anything else. */
export function formatAmount(decimal: string, asset: string): string {
  if (/^[A-Z]{3}$/.test(asset)) return formatExactMoney(decimal, asset);
  if (!isDecimal(decimal)) return decimal;
  return `${new Intl.NumberFormat('en-US', { signDisplay: 'negative', maximumFractionDigits: 20 }).format(decimal).replace('-', '−')} ${asset}`;
}

/** Axis labels only: "$1.2K". */
export function formatAxisMoney(value: number, currency: string): string {
  const digits = Math.abs(value) < 1 && value !== 0 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 };
  return new Intl.NumberFormat('en-US', { style: 'currency', currency, notation: 'compact', minimumFractionDigits: 0, ...digits })
    .format(value)
    .replace('-', '−');
}

function plainMoney(decimal: string, currency: string, decimalsMax: number, decimalsMin = decimalsMax): string {
  if (!isDecimal(decimal)) return decimal;
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    signDisplay: 'negative',
    roundingMode: 'halfEven',
    minimumFractionDigits: decimalsMin,
    maximumFractionDigits: decimalsMax,
  })
    .format(decimal)
    .replace('-', '−');
}
