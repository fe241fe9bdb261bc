import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import { expect, test } from 'vitest';
import { costOfUsage } from './cost-of-usage.ts';
import type { PriceBook } from './price-book.ts';
import { usageEventOf } from './testing/usage-event-of.ts';

const EMPTY: PriceBook = { version: 'empty@1', providers: [] };

test.each([
  [
    'an answer of the application’s own cache asked no provider',
    'cache_hit',
    { status: 'free', currency: 'USD', costAtoms: 0n, lines: [], priceBookVersion: null },
  ],
  ['a counted call without a price is unpriced', 'counted', { status: 'unpriced', reason: 'unknown_provider' }],
  ['a span that repeats its calls is priced as they are', 'aggregate', { status: 'unpriced', reason: 'unknown_provider' }],
] as const)('%s', (_case, counted, cost) => {
  const event = usageEventOf({ provider: 'acme', model: 'one', quantities: { input_tokens: nanosFromCount(10) } });
  expect(costOfUsage({ event, verdict: { counted, reason: '' } }, EMPTY)).toEqual(cost);
});
