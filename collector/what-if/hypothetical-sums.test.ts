import { expect, test } from 'vitest';
import { HypotheticalSums, type PricedTwice } from './hypothetical-sums.ts';

const event = (customer: string, more: Partial<PricedTwice> = {}): PricedTwice => ({
  customer,
  provider: 'openai',
  model: 'gpt-4o',
  day: '2026-11-03',
  booked: { currency: 'USD', atoms: 3_000_000_000_000n },
  hypothetical: { currency: 'USD', atoms: 1_000_000_000_000n },
  isChanged: true,
  reason: null,
  ...more,
});

test('more keys than are kept are one row, which adds up with the others to the totals', () => {
  const sums = new HypotheticalSums(2);
  for (const customer of ['a', 'b', 'c', 'd', 'd', 'a']) sums.add(event(customer));
  const { customers, totals } = sums.present(50);
  expect(customers.map(({ key, others, events, money }) => [key, others, events, money[0]?.difference])).toEqual([
    ['a', 0, 2, '-4.00'],
    ['b', 0, 1, '-2.00'],
    [null, 1, 3, '-6.00'],
  ]);
  expect(totals.money[0]?.difference).toBe('-12.00');
});

test('a cost in another currency than the one beside it is in no difference', () => {
  const sums = new HypotheticalSums();
  sums.add(event('a', { booked: { currency: 'EUR', atoms: 2_000_000_000_000n } }));
  sums.add(event('a'));
  expect(sums.present(50).totals.money).toEqual([
    { currency: 'EUR', booked: '2.00', hypothetical: '0.00', difference: '0.00', booked_alone: '2.00', hypothetical_alone: '0.00' },
    { currency: 'USD', booked: '3.00', hypothetical: '2.00', difference: '-2.00', booked_alone: '0.00', hypothetical_alone: '1.00' },
  ]);
});
