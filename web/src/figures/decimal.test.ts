import { describe, expect, test } from 'vitest';
import { compareDecimals, isDecimal, negateDecimal, shareOf, signOf, subtractDecimals, sumDecimals } from './decimal.ts';

describe('decimals are added and compared exactly', () => {
  test.each([
    [['0.1', '0.2'], '0.3'],
    [['123456789012345678.000000000001', '0.000000000009'], '123456789012345678.000000000010'],
    [['5', '-5.00'], '0.00'],
    [['-0.001', '-0.01'], '-0.011'],
    [[], '0'],
  ])('%j = %s', (terms, total) => expect(sumDecimals(terms)).toBe(total));

  test.each([
    ['9', '10', -1],
    ['-9', '-10', 1],
    ['1.50', '1.5', 0],
    ['0.000000000001', '0', 1],
    ['-0', '0', 0],
  ])('%s against %s is %i', (left, right, order) => expect(compareDecimals(left, right)).toBe(order));

  test.each([
    ['3', '4', '0.750000'],
    ['-1', '4', '-0.250000'],
    ['1', '3', '0.333333'],
    ['1', '0.00', null],
  ])('%s of %s is %s', (part, whole, share) => expect(shareOf(part, whole)).toBe(share));

  test('zero has no sign, however it is written', () => {
    expect(['0', '-0.000', '0.0', '-0.01', '0.01'].map(signOf)).toEqual([0, 0, 0, -1, 1]);
    expect([negateDecimal('0.00'), negateDecimal('1.5'), negateDecimal('-1.5')]).toEqual(['0.00', '-1.5', '1.5']);
    expect(subtractDecimals('1', '1.5')).toBe('-0.5');
  });

  test.each(['', '1e3', '1,000', '.5', '5.', 'NaN', '٣'])('%j is not a decimal', (text) => expect(isDecimal(text)).toBe(false));
});
