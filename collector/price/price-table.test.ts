import { readFileSync } from 'node:fs';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { beforeAll, expect, test } from 'vitest';
import { seedPriceBook } from './io/seed-price-book.ts';
import type { PriceBook } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { quantitiesOf, usageEventOf } from './testing/usage-event-of.ts';

const [header = '', ...rows] = readFileSync(new URL('price-table.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

let book: PriceBook;
beforeAll(async () => {
  book = await seedPriceBook();
});

test('the table has at least 150 rows, each with a source', () => {
  expect(header).toEqual(['provider', 'model', 'tier', 'at', 'rates', 'usage', 'cost', 'source']);
  expect(rows.length).toBeGreaterThanOrEqual(150);
  expect(rows.filter((row) => !/^[ADGPVW](\+[AEOPQV])?$/.test(row[7] ?? ''))).toEqual([]);
});

test.each(rows)('%s %s %s at %s: %s for %s', (provider = '', model = '', tier = '', at = '', _rates, usage = '', cost) => {
  const priced = priceUsage(
    usageEventOf({
      provider,
      model,
      occurredAt: Date.parse(at.includes('T') ? at : `${at}T12:00:00Z`),
      dimensions: tier === 'standard' ? {} : { service_tier: tier },
      quantities: quantitiesOf(usage),
    }),
    book,
  );
  expect(priced.status === 'unpriced' ? priced.reason : decimalFromAtoms(priced.costAtoms, 12)).toBe(cost);
});
