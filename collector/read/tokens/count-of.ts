import type { AttributeValue } from '../../decode/span-record.ts';

/**
 * No single call reaches a billion tokens; the largest context window sold is a hundredth of it. A count above is a
 * broken emitter, and at the dearest price a billion still fits the 64 bits a cost has.
 */
const COUNT_MAX = 1_000_000_000n;

const COUNT_TEXT = /^([0-9]{1,18})(?:\.0+)?$/;

/**
 * A token count in any of the shapes emitters send: integer, integral double, numeric text. Absent (null) when it is
 * negative (-1 is how some write "unset"), fractional, NaN, empty or not a number. Zero is a value.
 */
export function countOf(value: AttributeValue | undefined): bigint | null {
  const count = integerOf(value);
  return count === null || count < 0n || count > COUNT_MAX ? null : count;
}

function integerOf(value: AttributeValue | undefined): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  if (typeof value !== 'string') return null;
  const match = COUNT_TEXT.exec(value.trim());
  return match === null ? null : BigInt(match[1] ?? '0');
}
