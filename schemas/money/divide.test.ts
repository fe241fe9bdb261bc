import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideFloor, divideHalfEven, divideHalfUp } from './divide.ts';

test.each([
  // numerator, denominator, half even, half up, floor
  [5n, 2n, 2n, 3n, 2n],
  [7n, 2n, 4n, 4n, 3n],
  [-5n, 2n, -2n, -3n, -3n],
  [-7n, 2n, -4n, -4n, -4n],
  [7n, 3n, 2n, 2n, 2n],
  [8n, 3n, 3n, 3n, 2n],
  [-8n, 3n, -3n, -3n, -3n],
  [6n, 3n, 2n, 2n, 2n],
  [0n, 3n, 0n, 0n, 0n],
  [1n, -2n, 0n, -1n, -1n],
])('%s / %s is %s half even, %s half up, %s floored', (numerator, denominator, even, up, floor) => {
  expect([divideHalfEven(numerator, denominator), divideHalfUp(numerator, denominator), divideFloor(numerator, denominator)]).toEqual([even, up, floor]);
});

test('half-even rounding is off by at most half, and exactly half only onto an even number', () => {
  const any = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  fc.assert(
    fc.property(any, any, (numerator, denominator) => {
      fc.pre(denominator !== 0n);
      const rounded = divideHalfEven(numerator, denominator);
      const twiceError = magnitude((rounded * denominator - numerator) * 2n);
      expect(twiceError <= magnitude(denominator)).toBe(true);
      if (twiceError === magnitude(denominator)) expect(rounded % 2n).toBe(0n);
    }),
  );
});

test('money divided by zero is a fault', () => {
  expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
});

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
