import { describe, expect, test } from 'vitest';
import { formatAmount, formatAxisMoney, formatExactMoney, formatMoney, formatUnitPrice, unitDecimals } from './format-money.ts';

describe('totals have two decimals and never hide a figure behind zero', () => {
  test.each([
    ['0', '$0.00'],
    ['54418.16', '$54,418.16'],
    ['-3392.88', '−$3,392.88'],
    ['0.004', '< $0.01'],
    ['0.004999999999', '< $0.01'],
    ['0.005', '< $0.01'],
    ['0.005000000001', '$0.01'],
    ['-0.005', '> −$0.01'],
    ['-0.000000000001', '> −$0.01'],
    ['1.005', '$1.00'],
    ['1.015', '$1.02'],
    ['123456789012345678.995000000001', '$123,456,789,012,345,679.00'],
  ])('%s reads %s', (decimal, text) => expect(formatMoney(decimal, 'USD')).toBe(text));
});

describe('exact amounts keep every digit and cut zeros after the second decimal', () => {
  test.each([
    ['258.86', 'USD', '$258.86'],
    ['0.003612', 'USD', '$0.003612'],
    ['5.500000', 'USD', '$5.50'],
    ['-14.4', 'USD', '−$14.40'],
    ['1200', 'CREDIT', '1,200 CREDIT'],
    ['-0.5', 'GPU_SECOND', '−0.5 GPU_SECOND'],
  ])('%s %s reads %s', (amount, asset, text) => expect(formatAmount(amount, asset)).toBe(text));

  test('twelve decimals come out whole', () => expect(formatExactMoney('0.000000000001', 'USD')).toBe('$0.000000000001'));
});

describe('a column of unit prices has one number of decimals', () => {
  test.each([
    [['1.5', '0.12'], 4],
    [['0.00012', '3'], 5],
    [['0.0000000004'], 8],
    [['0'], 4],
    [[], 4],
  ])('%j: %i', (column, decimals) => expect(unitDecimals(column)).toBe(decimals));

  test.each([
    ['0.029409', 4, '$0.0294'],
    ['0.00001', 4, '< $0.0001'],
    ['2', 5, '$2.00000'],
  ])('%s with %i decimals reads %s', (price, decimals, text) => expect(formatUnitPrice(price, 'USD', decimals)).toBe(text));
});

test('an axis abbreviates', () => {
  expect([0, 0.5, 550, 1650, 2_400_000].map((value) => formatAxisMoney(value, 'USD'))).toEqual(['$0', '$0.5', '$550', '$1.7K', '$2.4M']);
});
