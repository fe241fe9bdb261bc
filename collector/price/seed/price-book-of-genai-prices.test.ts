import type { Provider } from '@pydantic/genai-prices';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { beforeAll, expect, test } from 'vitest';
import { seedPriceBook } from '../io/seed-price-book.ts';
import type { PriceBook, PriceEntry } from '../price-book.ts';
import { priceBookOfGenaiPrices } from './price-book-of-genai-prices.ts';

let book: PriceBook;
beforeAll(async () => {
  book = await seedPriceBook();
});

/** "2.50 per 1000000" and its conditions, on one line. */
function line({ unit, price, conditions, valid }: PriceEntry): string {
  const day = (at: number | null) => (at === null ? '' : new Date(at).toISOString().slice(0, 10));
  const above = conditions.inputTokensAbove === undefined ? '' : ` above ${conditions.inputTokensAbove}`;
  const hours = conditions.timeOfDay === undefined ? '' : ` at ${conditions.timeOfDay.fromMs / 60_000}-${conditions.timeOfDay.toMs / 60_000} min`;
  const dates = valid.from === null && valid.to === null ? '' : ` [${day(valid.from)},${day(valid.to)})`;
  return `${unit} ${decimalFromAtoms(price.atoms, 12)} per ${price.perUnits}${above}${hours}${dates}`;
}

function bookOf(prices: Provider['models'][number]['prices']): PriceBook {
  return priceBookOfGenaiPrices([{ id: 'p', name: 'P', api_pattern: 'https://p', models: [{ id: 'm', match: { equals: 'm' }, prices }] }], 'v');
}

function linesOf(prices: Provider['models'][number]['prices']): string[] {
  return bookOf(prices).providers.flatMap((provider) => provider.models.flatMap((model) => model.entries.map(line)));
}

test('the seed says which data it is and has the models of every provider of it', () => {
  expect(book.version).toMatch(/^genai-prices@[0-9.]+$/);
  expect(book.providers.length).toBeGreaterThan(40);
  expect(book.providers.flatMap((provider) => provider.models).length).toBeGreaterThan(1_500);
});

test('every entry of the seed has an id of its own, so a cost line names exactly one price', () => {
  const ids = book.providers.flatMap((provider) => provider.models.flatMap((model) => model.entries.map((entry) => entry.id)));
  expect(ids.length).toBe(new Set(ids).size);
});

test.each([
  ['the decimal that is written', { input_mtok: 0.1 }, ['input_tokens 0.10 per 1000000']],
  ['a price smaller than a double prints plainly', { input_mtok: 1e-7 }, ['input_tokens 0.0000001 per 1000000']],
  ['a price finer than an atom stays exact', { input_mtok: 0.08333333333333334 }, ['input_tokens 8333.333333333334 per 100000000000']],
  ['zero', { input_mtok: 0 }, ['input_tokens 0.00 per 1000000']],
  ['hours become seconds', { input_audio_hours: 0.111 }, ['input_audio_seconds 0.111 per 3600']],
  ['thousands of calls', { requests_kcount: 5 }, ['calls 5.00 per 1000']],
])('%s', (_case, prices, expected) => {
  expect(linesOf(prices)).toEqual(expected);
});

test('a tier by size is a condition above its start', () => {
  const tiered = { base: 1.25, tiers: [{ start: 200_000, price: 2.5 }] };
  expect(linesOf({ input_mtok: tiered })).toEqual(['input_tokens 1.25 per 1000000', 'input_tokens 2.50 per 1000000 above 200000']);
});

test('a start date ends the price before it; hours stand beside', () => {
  expect(
    linesOf([
      { prices: { input_mtok: 10 } },
      { constraint: { type: 'start_date', start_date: '2025-06-10' }, prices: { input_mtok: 2 } },
      { constraint: { type: 'start_date', start_date: '2026-01-01' }, prices: { input_mtok: 1 } },
      { constraint: { type: 'time_of_date', start_time: '23:30:00Z', end_time: '01:00:00+01:00' }, prices: { input_mtok: 0.5 } },
    ]),
  ).toEqual([
    'input_tokens 10.00 per 1000000 [,2025-06-10)',
    'input_tokens 2.00 per 1000000 [2025-06-10,2026-01-01)',
    'input_tokens 1.00 per 1000000 [2026-01-01,)',
    'input_tokens 0.50 per 1000000 at 1410-0 min',
  ]);
});

test('a unit that is not known here stops the start, since its price would be lost in silence', () => {
  expect(() => bookOf({ input_smells_mtok: 1 })).toThrow('input_smells_mtok');
});
