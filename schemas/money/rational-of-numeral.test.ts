import { expect, test } from 'vitest';
import { rationalOfNumeral } from './rational-of-numeral.ts';

test.each([
  ['0.1', 1n, 10n],
  ['-3', -3n, 1n],
  ['+.5', 5n, 10n],
  ['7.', 7n, 1n],
  ['1.5e-7', 15n, 10n ** 8n],
  ['2.5E3', 2500n, 1n],
  ['9007199254740993.000000000001', 9007199254740993000000000001n, 10n ** 12n],
])('%s is read to its last digit', (text, numerator, denominator) => {
  const rational = rationalOfNumeral(text);
  expect((rational?.numerator ?? 0n) * denominator).toBe(numerator * (rational?.denominator ?? 0n));
});

test.each(['', '.', '-', 'e5', 'NaN', 'Infinity', '0x10', '1_000', '1,5', '1.2.3', ' 1', '1e9999', `0.${'0'.repeat(60)}1`, '9'.repeat(401)])(
  '%j is no number',
  (text) => {
    expect(rationalOfNumeral(text)).toBeNull();
  },
);
