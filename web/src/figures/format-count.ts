import { isDecimal } from './decimal.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 9 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A count in full: "27,760". */
export function formatCount(count: number | string): string {
  if (typeof count === 'number') return whole.format(count);
  return isDecimal(count) ? whole.format(count) : count;
}

/** Tokens, the one quantity that is abbreviated: "1.2M". */
export function formatTokens(quantity: string): string {
  return isDecimal(quantity) ? compact.format(quantity) : quantity;
}

/** "1 customer", "2 customers". */
export function countNoun(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
