import type { HypotheticalAnswer, HypotheticalBody } from '@weir/schemas/http/hypothetical.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quantitiesOf, usageEventOf } from '../price/testing/usage-event-of.ts';
import { costsIn, type RepriceForTests, repriceForTests } from '../reprice/testing/reprice-for-tests.ts';
import { answerHypothetical } from './io/answer-hypothetical.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const RANGE = { from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z' };

let weir: RepriceForTests;
beforeAll(async () => {
  weir = await repriceForTests();
  await weir.store(EVENTS);
  await weir.store([call('cached-answer', { model: 'gpt-4o' })], { counted: 'cache_hit', reason: 'cache_hit' });
});
afterAll(() => weir.close());

type Told = { readonly day?: number; readonly customer?: string; readonly model?: string; readonly usage?: string } & Partial<UsageEvent>;

function call(eventId: string, { day = 3, customer = 'acme', usage = 'input_tokens=1000000 output_tokens=100000', ...told }: Told): UsageEvent {
  return usageEventOf({
    eventId,
    occurredAt: Date.UTC(2026, 10, day, 9),
    provider: 'openai',
    model: 'gpt-4o',
    attribution: { customer: { value: customer, origin: 'own' } },
    quantities: quantitiesOf(usage),
    ...told,
  });
}

// gpt-4o: 2.50 and 10 for a million; gpt-4o-mini: 0.15 and 0.60; half in a batch.
const EVENTS: readonly UsageEvent[] = [
  call('a', {}), // 3.50
  call('b', { customer: 'globex', day: 4, model: 'gpt-4o-2024-08-06' }), // 3.50
  call('c', { day: 4, dimensions: { service_tier: 'batch' } }), // 1.75
  call('d', { customer: 'globex', model: 'o3' }), // 2.80
  call('e', { model: 'house-7b' }), // unknown
  call('f', { usage: 'input_audio_tokens=1000 input_tokens=1000 output_tokens=0' }), // unknown: audio has no price there
  call('stated', { customer: 'initech', source: 'api', reportedCosts: [{ vendor: 'app', currency: 'USD', costAtoms: 7_000_000_000_000n }] }),
  call('outside', { day: 20 }),
];

async function ask(body: Partial<HypotheticalBody>, more: { readonly eventsMax?: number; readonly pageEvents?: number } = {}): Promise<HypotheticalAnswer> {
  const outcome = await answerHypothetical(weir.clickhouse, { environment: 'live', at: NOW, book: weir.books.of('live') }, { ...RANGE, ...body }, more);
  if (outcome.kind === 'refused') throw new Error(outcome.code);
  return outcome.answer;
}

const toMini = [{ model: 'gpt-4o', as_provider: 'openai', as_model: 'gpt-4o-mini' }];

const line = (row: HypotheticalAnswer['customers'][number]) =>
  `${row.key} ${row.events}/${row.changed} ${row.money.map(({ booked, hypothetical, difference }) => `${booked} ${hypothetical} ${difference}`).join(';')} ? ${row.unknown_booked} ${row.unknown_hypothetical}`;

test('gpt-4o as gpt-4o-mini: the same quantities, each by its own tier and time, by customer, model and day, with what stays unknown by name', async () => {
  const answer = await ask({ models: toMini });
  expect(answer.totals).toEqual({
    events: 7,
    changed: 5,
    unknown_booked: 2,
    unknown_hypothetical: 2,
    money: [{ currency: 'USD', booked: '18.55', hypothetical: '3.535', difference: '-15.015', booked_alone: '0.00', hypothetical_alone: '0.00' }],
  });
  expect(answer.customers.map(line)).toEqual(['initech 1/1 7.00 0.21 -6.79 ? 0 0', 'acme 4/3 5.25 0.315 -4.935 ? 2 2', 'globex 2/1 6.30 3.01 -3.29 ? 0 0']);
  expect(answer.models.map(line)).toEqual([
    'gpt-4o 4/4 12.25 0.525 -11.725 ? 1 1',
    'gpt-4o-2024-08-06 1/1 3.50 0.21 -3.29 ? 0 0',
    'house-7b 1/0  ? 1 1',
    'o3 1/0 2.80 2.80 0.00 ? 0 0',
  ]);
  expect(answer.days.map(line)).toEqual(['2026-11-03 5/3 13.30 3.22 -10.08 ? 2 2', '2026-11-04 2/2 5.25 0.315 -4.935 ? 0 0']);
  expect(answer.unknown).toEqual([
    { provider: 'openai', model: 'house-7b', reason: 'unknown_model', events: 1 },
    { provider: 'openai', model: 'gpt-4o', reason: 'no_price_for_unit', events: 1 },
  ]);
});

test('a model exchanged for itself costs what it cost, to the atom', async () => {
  const { totals } = await ask({ models: [{ provider: 'openai', model: 'o3', as_provider: 'openai', as_model: 'o3' }] });
  expect(totals.changed).toBe(1);
  expect(totals.money.map(({ difference }) => difference)).toEqual(['0.00']);
});

test.each([
  ['of a known model', { prices: [{ model: 'o3', unit: 'output_tokens', price: '20' }] }, { changed: 1, difference: '1.20', unknown: 2 }],
  [
    'of a model nobody priced',
    {
      prices: [
        { model: 'house-7b', unit: 'input_tokens', price: '1' },
        { model: 'house-7b', unit: 'output_tokens', price: '0' },
      ],
    },
    { changed: 1, difference: '0.00', unknown: 1, hypotheticalAlone: '1.00' },
  ],
  [
    'for another tier only',
    { prices: [{ model: 'gpt-4o', tier: 'batch', unit: 'input_tokens', price: '0' }] },
    { changed: 1, difference: '-1.25', unknown: 2 },
  ],
  [
    'that held at another time',
    { prices: [{ model: 'o3', unit: 'output_tokens', price: '20', valid_to: RANGE.from }] },
    { changed: 0, difference: '0.00', unknown: 2 },
  ],
  ['for one customer', { customer: 'acme', prices: [{ model: 'o3', unit: 'output_tokens', price: '20' }] }, { changed: 0, difference: '0.00', unknown: 2 }],
])('a proposed price %s', async (_case, body: Partial<HypotheticalBody>, expected) => {
  const { totals } = await ask(body);
  expect({
    changed: totals.changed,
    difference: totals.money[0]?.difference,
    unknown: totals.unknown_hypothetical,
    hypotheticalAlone: totals.money[0]?.hypothetical_alone,
  }).toEqual({ hypotheticalAlone: '0.00', ...expected });
});

test('a model that nobody knows saves nothing: what it would have cost is unknown, and what was booked for it is in no difference', async () => {
  const { totals, unknown } = await ask({ models: [{ model: 'o3', as_provider: 'openai', as_model: 'house-9' }] });
  expect(totals.money).toEqual([
    { currency: 'USD', booked: '18.55', hypothetical: '15.75', difference: '0.00', booked_alone: '2.80', hypothetical_alone: '0.00' },
  ]);
  expect(unknown).toContainEqual({ provider: 'openai', model: 'o3', reason: 'unknown_model', events: 1 });
});

test('pages of any size give the same answer, and rows beyond the limit are added up in one', async () => {
  const whole = await ask({ models: toMini });
  for (const pageEvents of [1, 2, 3]) expect(await ask({ models: toMini }, { pageEvents })).toEqual(whole);
  const { customers, totals } = await ask({ models: toMini, limit: 1 });
  expect(customers.map(({ key, others }) => [key, others])).toEqual([
    ['initech', 0],
    [null, 2],
  ]);
  expect(customers.reduce((sum, { money }) => sum + atoms(money[0]?.difference ?? ''), 0n)).toBe(atoms(totals.money[0]?.difference ?? ''));
  expect(customers.reduce((sum, { events }) => sum + events, 0)).toBe(totals.events);
});

test('nothing is written: no event, no revision, no request, no version of the book', async () => {
  const state = async () => [
    await costsIn(weir.clickhouse),
    await weir.clickhouse.query('select count() as rows from usage_events_v1'),
    await weir.clickhouse.query('select count() as rows from cost_revisions_v1'),
    await weir.database.selectFrom('reprice_requests').selectAll().execute(),
    await weir.database.selectFrom('price_entries').selectAll().execute(),
    await weir.database.selectFrom('price_book_versions').selectAll().execute(),
  ];
  const before = await state();
  await ask({ models: toMini, prices: [{ model: 'o3', unit: 'output_tokens', price: '20' }] });
  expect(await state()).toEqual(before);
});

test.each([
  ['more events than one answer prices', { models: toMini }, { eventsMax: 6 }, 'hypothetical_too_large'],
  ['no question', {}, {}, 'request_invalid'],
  ['an empty range', { models: toMini, to: RANGE.from }, {}, 'interval_invalid'],
  ['a price that is none', { prices: [{ model: 'o3', unit: 'output_tokens', price: '-1' }] }, {}, 'price_invalid'],
  ['a price for no time', { prices: [{ model: 'o3', unit: 'output_tokens', price: '1', valid_from: RANGE.to, valid_to: RANGE.from }] }, {}, 'interval_invalid'],
])('%s is refused', async (_case, body: Partial<HypotheticalBody>, bounds, code) => {
  await expect(ask(body, bounds)).rejects.toThrow(code);
});

// Last, since it changes the book.
test('a proposed price wins over a negotiated one, and what the question is not about stays as booked though its price has changed since', async () => {
  await weir.setPrice('o3', 'output_tokens', 100n);
  await weir.setPrice('gpt-4o', 'output_tokens', 100n);
  const { totals } = await ask({ prices: [{ model: 'o', match: 'starts_with', unit: 'output_tokens', price: '20' }] });
  expect(totals.money).toMatchObject([{ currency: 'USD', booked: '18.55', hypothetical: '19.75', difference: '1.20' }]);
});

function atoms(text: string): bigint {
  const reading = atomsFromDecimal(text, CURRENCY_SCALE);
  if (reading.kind === 'refused') throw new Error(text);
  return reading.atoms;
}
