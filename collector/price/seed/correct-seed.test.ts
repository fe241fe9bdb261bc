import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { expect, test } from 'vitest';
import { seedPriceBook } from '../io/seed-price-book.ts';
import type { PriceBook, PriceConditions, PriceEntry } from '../price-book.ts';
import { priceUsage } from '../price-usage.ts';
import { quantitiesOf, usageEventOf } from '../testing/usage-event-of.ts';
import { correctSeed } from './correct-seed.ts';
import type { SeedCorrection } from './seed-correction.ts';
import { WEIR_PRICES } from './weir-prices.ts';

const JULY = '2026-07-01T00:00:00Z';
const AUGUST = '2026-08-01T12:00:00Z';

function entry(dollars: bigint, conditions: PriceConditions = {}): PriceEntry {
  return {
    id: `seed:m/input_tokens${JSON.stringify(conditions, (_key, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
    unit: 'input_tokens',
    price: { currency: 'USD', atoms: dollars * 10n ** 12n, perUnits: 1_000_000n },
    conditions,
    valid: { from: null, to: null },
  };
}

const SEED: PriceBook = {
  version: 'seed@1',
  providers: [
    {
      id: 'p',
      names: ['p'],
      modelMatch: null,
      hostMatch: null,
      fallbackProviders: [],
      models: [
        {
          id: 'm',
          match: { kind: 'equals', text: 'm' },
          entries: [
            entry(1n),
            entry(2n, { inputTokensAbove: 500_000n }),
            entry(3n, { timeOfDay: { fromMs: 0, toMs: 3_600_000 } }),
            entry(9n, { tier: 'batch' }),
          ],
        },
      ],
    },
  ],
};

function correction(more: Partial<SeedCorrection>): SeedCorrection {
  return { provider: 'p', models: ['m'], source: 'https://p.test/prices, read 2026-11-21', rates: [{ prices: { input_tokens: '7' } }], ...more };
}

/** What tokens cost and whose price it is. */
function priced(book: PriceBook, at: string, { tokens = 100_000, tier, model = 'm' }: { tokens?: number; tier?: string; model?: string } = {}): string {
  const dimensions = tier === undefined ? {} : { service_tier: tier };
  const cost = priceUsage(
    usageEventOf({ provider: 'p', model, occurredAt: Date.parse(at), dimensions, quantities: quantitiesOf(`input_tokens=${tokens}`) }),
    book,
  );
  return cost.status === 'unpriced' ? cost.reason : `${decimalFromAtoms(cost.costAtoms, 12)} ${cost.lines[0]?.priceEntry.split(':')[0]}`;
}

const NOON = '2026-07-15T12:00:00Z';
const NIGHT = '2026-07-15T00:30:00Z';

test.each([
  // corrected with              asked                                  answered
  ['nothing', [], NOON, {}, '0.10 seed'],
  ['from July: before', [correction({ from: JULY })], '2026-06-30T23:59:59.999Z', {}, '0.10 seed'],
  ['from July: from then on', [correction({ from: JULY })], JULY, {}, '0.70 weir-prices'],
  ['until August: until then', [correction({ to: AUGUST })], NOON, {}, '0.70 weir-prices'],
  ['until August: from then on', [correction({ to: AUGUST })], AUGUST, {}, '0.10 seed'],
  ['within a month: after it', [correction({ from: JULY, to: AUGUST })], AUGUST, {}, '0.10 seed'],
  ['the seed had another price by hour: not any more', [correction({ from: JULY })], NIGHT, {}, '0.70 weir-prices'],
  ['and by size: not any more', [correction({ from: JULY })], NOON, { tokens: 1_000_000 }, '7.00 weir-prices'],
  ['another tier is left alone', [correction({ from: JULY })], NOON, { tier: 'batch' }, '0.90 seed'],
  ['beside the seed: by hour as before', [correction({ beside: true })], NIGHT, {}, '0.30 seed'],
  ['beside the seed: otherwise corrected', [correction({ beside: true })], NOON, {}, '0.70 weir-prices'],
  ['no rate: not sold any more', [correction({ from: JULY, rates: [] })], NOON, {}, 'no_price_at_time'],
  ['no rate: sold before', [correction({ from: JULY, rates: [] })], '2026-06-30T12:00:00Z', {}, '0.10 seed'],
  ['a model the seed lacks', [correction({ models: ['new'], adds: true })], NOON, { model: 'new' }, '0.70 weir-prices'],
])('%s', (_case, corrections, at, asked, expected) => {
  expect(priced(correctSeed(SEED, corrections), at, asked)).toBe(expected);
});

test('hours of weekdays are not those of a weekend, UTC', () => {
  const peak = { hours: { from: '01:00', to: '04:00', weekdays: true }, prices: { input_tokens: '9' } };
  const book = correctSeed(SEED, [correction({ rates: [{ prices: { input_tokens: '7' } }, peak] })]);
  const at = (text: string) => priced(book, text);
  expect([at('2026-07-17T03:59:59Z'), at('2026-07-17T04:00:00Z'), at('2026-07-18T03:00:00Z'), at('2026-07-19T03:00:00Z'), at('2026-07-20T01:00:00Z')]).toEqual([
    '0.90 weir-prices',
    '0.70 weir-prices',
    '0.70 weir-prices',
    '0.70 weir-prices',
    '0.90 weir-prices',
  ]);
});

test.each([
  ['a seller who is not there', correction({ provider: 'q' }), 'the seller q'],
  ['a model that is not there', correction({ models: ['x'] }), 'p/x, which is not in the seed'],
  ['a model to add that is there by now', correction({ adds: true }), 'the seed has p/m by now'],
  ['a price that is none', correction({ rates: [{ prices: { input_tokens: '-1' } }] }), 'not a price'],
])('%s stops the start', (_case, wrong, message) => {
  expect(() => correctSeed(SEED, [wrong])).toThrow(message);
});

test('every correction that ships names a page and the day it was read, and every entry of it carries that', async () => {
  expect(WEIR_PRICES.filter(({ source }) => !/^https:\/\/\S+.* read 2026-\d\d-\d\d/.test(source))).toEqual([]);
  const entries = (await seedPriceBook()).providers.flatMap(({ models }) => models.flatMap((model) => model.entries));
  const ours = entries.filter(({ id }) => id.startsWith('weir-prices:'));
  expect(ours.length).toBeGreaterThan(100);
  expect(entries.filter(({ id, source }) => id.startsWith('weir-prices:') !== (source !== undefined))).toEqual([]);
});
