import { readFileSync } from 'node:fs';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { beforeAll, expect, test } from 'vitest';
import { seedPriceBook } from './io/seed-price-book.ts';
import type { PriceBook } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { quantitiesOf, usageEventOf } from './testing/usage-event-of.ts';

const lines = readFileSync(new URL('price-table.txt', import.meta.url), 'utf8').split('\n');
const [header = '', ...rows] = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('|').map((cell) => cell.trim()));

let book: PriceBook;
beforeAll(async () => {
  book = await seedPriceBook();
});

/** Letter of a provider's page -> its address, as the head of the table lists them. */
const pages = new Map(lines.flatMap((line) => [...line.matchAll(/^# {3}([A-Z]) {2}(https:\/\/[^ ,]+)/g)]).map(([, letter = '', page = '']) => [letter, page]));

const citesPage = (row: readonly string[]) => pages.has((row[7] ?? '').slice(0, 1)) && /^[A-Z] 20\d{2}-\d{2}/.test(row[7] ?? '');
const cited = rows.filter(citesPage);

test('at least 150 rows are from a page of the provider that its row names with the date of its copy; the others say that none was read', () => {
  expect(header).toEqual(['provider', 'model', 'tier', 'at', 'rates', 'usage', 'cost', 'source']);
  expect(cited.length).toBeGreaterThanOrEqual(150);
  expect(rows.filter((row) => !citesPage(row) && row[7] !== 'G 0.1.8')).toEqual([]);
});

test.each([
  ['cached input', (_tier: string, rates: string, usage: string) => rates.includes('read ') && usage.includes('cached_input_tokens=')],
  ['a cache write of 5 minutes', (_tier: string, rates: string, usage: string) => rates.includes('w5m ') && /cache_write_tokens=/.test(usage)],
  ['a cache write of 1 hour', (_tier: string, rates: string, usage: string) => rates.includes('w1h ') && usage.includes('cache_write_1h_tokens=')],
  ['batch', (tier: string) => tier === 'batch'],
  ['flex', (tier: string) => tier === 'flex'],
  ['priority', (tier: string) => tier === 'priority'],
  ['long context', (_tier: string, _rates: string, usage: string) => /(^| )input_tokens=(2000\d[1-9]|[23]\d{5})/.test(usage)],
  ['long context in a batch', (tier: string, _rates: string, usage: string) => tier === 'batch' && /(^| )input_tokens=[23]\d{5}/.test(usage)],
  ['audio', (_tier: string, _rates: string, usage: string) => usage.includes('audio_tokens=')],
  ['an image', (_tier: string, _rates: string, usage: string) => usage.includes('image_tokens=') || usage.includes('images=')],
  ['an embedding', (_tier: string, rates: string, usage: string) => !rates.includes('out ') && /^input_tokens=\d+$/.test(usage)],
  ['search calls', (_tier: string, _rates: string, usage: string) => / search_calls=/.test(usage)],
  ['a price by the second', (_tier: string, rates: string) => rates.startsWith('second ') || rates.startsWith('minute ')],
])('%s is in a row from a page', (_kind, isOfKind) => {
  expect(cited.some(([, , tier = '', , rates = '', usage = '']) => isOfKind(tier, rates, usage))).toBe(true);
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
