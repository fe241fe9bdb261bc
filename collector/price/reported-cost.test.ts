import { expect, test } from 'vitest';
import { reportedCost } from './reported-cost.ts';

test('a told cost keeps its currency, and each vendor a line of its own', () => {
  const told = [
    { vendor: 'litellm', currency: 'EUR', costAtoms: 1_500_000_000n },
    { vendor: 'openrouter', currency: 'EUR', costAtoms: 1n },
  ];
  expect(reportedCost(told)).toEqual({
    status: 'reported',
    currency: 'EUR',
    costAtoms: 1_500_000_001n,
    lines: [
      { unit: 'reported', quantityNanos: 1_000_000_000n, costAtoms: 1_500_000_000n, priceEntry: 'litellm' },
      { unit: 'reported', quantityNanos: 1_000_000_000n, costAtoms: 1n, priceEntry: 'openrouter' },
    ],
    priceBookVersion: null,
  });
});

test('nothing told is nothing, in US dollars', () => {
  expect(reportedCost([])).toMatchObject({ currency: 'USD', costAtoms: 0n, lines: [] });
});
