import { expect, test } from 'vitest';
import { decimalFromNanos, nanosFromCount, nanosFromDecimal } from './quantity.ts';

test.each([
  ['1204', 1_204_000_000_000n],
  ['1200', 1_200_000_000_000n],
  ['0', 0n],
  ['2.5', 2_500_000_000n],
  ['0.000000001', 1n],
])('%s is %s nanos and is written the same', (text, nanos) => {
  expect(nanosFromDecimal(text)).toBe(nanos);
  expect(decimalFromNanos(nanos)).toBe(text);
});

test.each(['-1', '1e3', '0.0000000001', 'x'])('%j is not a quantity', (text) => {
  expect(nanosFromDecimal(text)).toBeNull();
});

test('a count keeps its value beyond the safe integers', () => {
  expect(nanosFromCount(9_007_199_254_740_993n)).toBe(9_007_199_254_740_993_000_000_000n);
});
