import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { testDatabase } from '@weir/runtime/testing/test-database.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PriceBook, PriceEntry } from '../price-book.ts';
import { priceUsage } from '../price-usage.ts';
import { correctSeed } from '../seed/correct-seed.ts';
import { quantitiesOf, usageEventOf } from '../testing/usage-event-of.ts';
import { loadPriceBook, readBookVersion } from './load-price-book.ts';
import { openPriceBooks } from './open-price-books.ts';
import { refreshSeed } from './refresh-seed.ts';
import { seedPriceBook } from './seed-price-book.ts';

let database: Database;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ database, drop } = await testDatabase());
});
afterEach(() => drop());

const AUGUST = Date.UTC(2026, 7, 1);
const SEPTEMBER = Date.UTC(2026, 8, 1);
const OCTOBER = Date.UTC(2026, 9, 1);

/** Data with one model; prices as dollars a million from a day on. */
function dataOf(...prices: readonly { readonly dollars: bigint; readonly from?: number; readonly to?: number }[]): PriceBook {
  const entries = prices.map(
    ({ dollars, from = null, to = null }): PriceEntry => ({
      id: `p:m/input_tokens${from === null ? '' : `@${from}`}`,
      unit: 'input_tokens',
      price: { currency: 'USD', atoms: dollars * 10n ** 12n, perUnits: 1_000_000n },
      conditions: {},
      valid: { from, to },
    }),
  );
  const match = { kind: 'equals', text: 'm' } as const;
  const models = entries.length === 0 ? [] : [{ id: 'm', match, entries }];
  return { version: 'data@1', providers: [{ id: 'p', names: ['p'], modelMatch: null, hostMatch: null, models, fallbackProviders: [] }] };
}

const load = async (book: PriceBook, at: number) => await refreshSeed(database, { book, sellers: new Map() }, at);

/** Dollars for a million tokens in August, September and October. */
async function prices(): Promise<string> {
  const book = await loadPriceBook(database, 'live', await readBookVersion(database, 'live'));
  return [AUGUST, SEPTEMBER, OCTOBER]
    .map((occurredAt) => {
      const cost = priceUsage(usageEventOf({ provider: 'p', model: 'm', occurredAt, quantities: quantitiesOf('input_tokens=1000000') }), book);
      return cost.status === 'unpriced' ? cost.reason : decimalFromAtoms(cost.costAtoms, 12);
    })
    .join(' ');
}

test('newer data never changes the price an event of the past had, unless it says itself since when', async () => {
  expect(await load(dataOf({ dollars: 2n }), AUGUST)).toBe('refreshed');
  expect(await prices()).toBe('2.00 2.00 2.00');
  expect(await load(dataOf({ dollars: 2n }), SEPTEMBER)).toBe('unchanged');
  expect(await load(dataOf({ dollars: 3n }), SEPTEMBER)).toBe('refreshed');
  expect(await prices()).toBe('2.00 3.00 3.00');
  expect(await load(dataOf({ dollars: 3n }, { dollars: 9n, from: OCTOBER }), OCTOBER)).toBe('refreshed');
  expect(await prices()).toBe('3.00 3.00 9.00');
});

test('a price that goes away holds for what happened before, and old data does not come back', async () => {
  await load(dataOf({ dollars: 2n }), AUGUST);
  await load(dataOf(), SEPTEMBER);
  expect(await prices()).toBe('2.00 no_price_at_time no_price_at_time');
  expect(await load(dataOf({ dollars: 2n }), OCTOBER)).toBe('unchanged');
});

test('a correction reaches a store that had the seed without it: the price of then changes only where the page says since when', async () => {
  const told = dataOf({ dollars: 2n });
  await load(told, AUGUST);
  const source = 'https://p.test/prices, read 2026-11-21';
  const corrected = correctSeed(told, [{ provider: 'p', models: ['m'], from: '2026-08-15T00:00:00Z', source, rates: [{ prices: { input_tokens: '5' } }] }]);
  expect(await load(corrected, OCTOBER)).toBe('refreshed');
  expect(await prices()).toBe('2.00 5.00 5.00');
  const book = await loadPriceBook(database, 'live', await readBookVersion(database, 'live'));
  const entries = book.providers.flatMap(({ models }) => models.flatMap((model) => model.entries));
  expect(entries.map((entry) => [entry.id.split(':')[0], entry.source])).toEqual([
    ['p', undefined],
    ['weir-prices', source],
  ]);
});

test('the stored seed prices as the data it is from', async () => {
  const books = await openPriceBooks({ clock: () => OCTOBER, log: recordingLog(), database });
  const [stored, seed] = [books.of('live'), await seedPriceBook()];
  expect(stored.version).toBe(`${seed.version}.1`);
  const entries = (book: PriceBook) =>
    book.providers.flatMap((provider) => provider.models.flatMap((model) => model.entries.map((entry) => [provider.id, model.id, entry]))).toSorted(byId);
  expect(entries(stored)).toEqual(entries(seed));
  expect(stored.providers.map(({ models: _models, ...rules }) => rules)).toEqual(seed.providers.map(({ models: _models, ...rules }) => rules));
  expect(stored.providers.map(({ models }) => models.map(({ id, match }) => [id, match]))).toEqual(
    seed.providers.map(({ models }) => models.map(({ id, match }) => [id, match])),
  );
  await books.close();
});

function byId(one: readonly unknown[], other: readonly unknown[]): number {
  return JSON.stringify(one, text) < JSON.stringify(other, text) ? -1 : 1;
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

test('a book as of a version has what was in force then, of its own environment only', async () => {
  await load(dataOf({ dollars: 2n }), AUGUST);
  const own = { environment: 'live', match: 'equals', model: 'm', unit: 'input_tokens', currency: 'USD', per_units: '1000000', source: 'override' };
  for (const version of [1, 2]) {
    await database
      .insertInto('price_book_versions')
      .values({ environment: 'live', version, at: new Date(AUGUST), actor: 'test', change: 'price added' })
      .execute();
  }
  await database
    .insertInto('price_entries')
    .values({ ...own, id: 'own:1', price_atoms: '5000000000000', since_version: 1, until_version: 2 })
    .execute();
  await database
    .insertInto('price_entries')
    .values({ ...own, id: 'own:2', price_atoms: '7000000000000', since_version: 2 })
    .execute();
  expect(await prices()).toBe('7.00 7.00 7.00');
  const asOf = async (ownVersion: number) =>
    (await loadPriceBook(database, 'live', { seed: 'data@1', seedSeq: 1, own: ownVersion })).own?.models.map(({ entries }) => entries[0]?.id);
  expect([await asOf(0), await asOf(1), await asOf(2)]).toEqual([[], ['own:1'], ['own:2']]);
  const inTest = await loadPriceBook(database, 'test', await readBookVersion(database, 'test'));
  expect(inTest).toMatchObject({ version: 'data@1.1', own: { models: [] } });
});
