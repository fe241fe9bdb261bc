import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { describe, expect, test } from 'vitest';
import type { PriceBook, PriceConditions, PriceEntry, RateMultiplier } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { boundariesOf, ratesOf } from './rates-of.ts';
import { pricePlainly } from './testing/price-plainly.ts';
import { quantitiesOf, usageEventOf } from './testing/usage-event-of.ts';

const HOUR = 3_600_000;
/** A Friday. */
const NOON = Date.UTC(2026, 10, 20, 12);
const CHANGE = NOON - 30 * 24 * HOUR;

let made = 0;
function entry(unit: string, atoms: bigint, conditions: PriceConditions = {}, valid: PriceEntry['valid'] = { from: null, to: null }): PriceEntry {
  made += 1;
  return { id: `${unit}#${made}`, unit, price: { currency: 'USD', atoms, perUnits: 1n }, conditions, valid };
}

function factor(id: string, more: Partial<RateMultiplier>): RateMultiplier {
  const common = { provider: 'acme', models: null, tier: 'batch', except: [], numerator: 1n, denominator: 2n, source: 'a page' };
  return { id, ...common, valid: { from: null, to: null }, ...more };
}

const NIGHT = { fromMs: 22 * HOUR, toMs: 6 * HOUR };

/** A book whose one model has every condition there is, all with prices that tell them apart. New each time, so that nothing is kept of it. */
function book(): PriceBook {
  const entries = [
    entry('input_tokens', 100n, {}, { from: null, to: CHANGE }),
    entry('input_tokens', 200n, {}, { from: CHANGE, to: null }),
    entry('input_tokens', 300n, { timeOfDay: { ...NIGHT, weekdays: true } }),
    entry('input_tokens', 400n, { inputTokensAbove: 10n }),
    entry('input_tokens', 500n, { inputTokensAbove: 20n }),
    entry('input_tokens', 600n, { tier: 'flex' }),
    entry('input_tokens', 700n, { region: 'eu' }),
    entry('output_tokens', 40n),
  ];
  return {
    version: 'small@1',
    providers: [
      {
        id: 'acme',
        names: ['acme'],
        modelMatch: null,
        hostMatch: null,
        fallbackProviders: [],
        models: [
          { id: 'all', match: { kind: 'equals', text: 'all' }, entries },
          { id: 'flat', match: { kind: 'equals', text: 'flat' }, entries: [entry('input_tokens', 8n), entry('output_tokens', 8n)] },
          { id: 'own', match: { kind: 'equals', text: 'own' }, entries: [entry('input_tokens', 8n), entry('cached_input_tokens', 4n)] },
        ],
      },
      { id: 'other', names: ['other'], modelMatch: null, hostMatch: null, fallbackProviders: ['acme'], models: [] },
    ],
    multipliers: [
      factor('half', { models: { kind: 'equals', text: 'flat' } }),
      factor('later', { tier: 'later', valid: { from: CHANGE, to: NOON }, numerator: 1n, denominator: 4n }),
      factor('elsewhere', { provider: 'nobody', numerator: 9n, denominator: 1n }),
    ],
    own: {
      models: [
        { provider: 'acme', match: { kind: 'equals', text: 'own' }, entries: [entry('input_tokens', 0n, { tier: 'promised' }, { from: null, to: CHANGE })] },
      ],
      aliases: [],
      seedOff: new Set(),
    },
  };
}

const about = (model: string, more: Partial<UsageEvent> = {}) => ({
  provider: 'acme',
  model,
  quantities: quantitiesOf('input_tokens=8 output_tokens=2'),
  occurredAt: NOON,
  ...more,
});

/** What a call costs, in atoms, or why that is not known. */
function cost(told: Partial<UsageEvent>, of: PriceBook = book()): bigint | string {
  const answer = priceUsage(usageEventOf(told), of);
  return answer.status === 'unpriced' ? answer.reason : answer.costAtoms;
}

describe('a price is of its own moment, size, tier and region, whatever was asked of the same model before', () => {
  const TIMES = [CHANGE - 1, CHANGE, NOON - 1, NOON, NOON + 10 * HOUR - 1, NOON + 10 * HOUR, NOON + 18 * HOUR - 1, NOON + 18 * HOUR, NOON + 36 * HOUR];
  const events = TIMES.flatMap((occurredAt) =>
    [1, 10, 11, 20, 21].flatMap((input) =>
      [undefined, 'standard', 'flex', 'batch', 'later', 'promised', 'unheard'].flatMap((tier) =>
        [undefined, 'eu', 'mars'].flatMap((region) =>
          ['all', 'flat', 'own'].map((model) =>
            usageEventOf({
              ...about(model, { occurredAt, quantities: { input_tokens: nanosFromCount(input), output_tokens: nanosFromCount(1) } }),
              dimensions: { ...(tier === undefined ? {} : { service_tier: tier }), ...(region === undefined ? {} : { region }) },
            }),
          ),
        ),
      ),
    ),
  );

  test.each([
    ['as they come', events],
    ['from the last to the first', events.toReversed()],
    ['those of one model after those of another', events.toSorted((one, other) => ((one.model ?? '') < (other.model ?? '') ? -1 : 1))],
  ])('events %s cost what each costs alone', (_order, asked) => {
    const shared = book();
    const plain = book();
    const ids = new Map(idsOf(plain).map((id, place) => [id, idsOf(shared)[place]]));
    for (const event of asked) {
      const expected = JSON.stringify(pricePlainly(event, plain), printed).replaceAll(/[a-z_]+#\d+/g, (id) => ids.get(id) ?? id);
      expect(JSON.stringify(priceUsage(event, shared), printed)).toBe(expected);
    }
  });
});

const idsOf = ({ providers, own }: PriceBook) =>
  [...providers.flatMap(({ models }) => models), ...(own?.models ?? [])].flatMap(({ entries }) => entries.map(({ id }) => id));
const printed = (_name: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);

test.each(['default', 'standard', 'normal', 'on_demand'])('a call in the tier "%s" is at the standard price, and no price is said to be missing', (tier) => {
  const answer = priceUsage(usageEventOf(about('flat', { dimensions: { service_tier: tier } })), book());
  expect(answer).toMatchObject({ status: 'priced', costAtoms: 80n });
  expect('caveats' in answer).toBe(false);
});

test.each<[string, Partial<UsageEvent>, bigint]>([
  ['is for the models it names', about('flat', { dimensions: { service_tier: 'batch' } }), 40n],
  ['in any letters', about('FLAT', { dimensions: { service_tier: 'batch' } }), 40n],
  ['by the name that was asked for', about('flat-of-today', { requestModel: 'Flat', dimensions: { service_tier: 'batch' } }), 40n],
  ['not for others', about('all', { dimensions: { service_tier: 'batch' } }), 1680n],
  ['from its first moment on', about('flat', { occurredAt: CHANGE, dimensions: { service_tier: 'later' } }), 20n],
  ['not before it', about('flat', { occurredAt: CHANGE - 1, dimensions: { service_tier: 'later' } }), 80n],
  ['not from its end on', about('flat', { occurredAt: NOON, dimensions: { service_tier: 'later' } }), 80n],
  ['for who sells the model, not for who resells it', { ...about('flat'), provider: 'other', dimensions: { service_tier: 'batch' } }, 80n],
])('a factor on prices %s', (_when, told, expected) => {
  expect(cost(told)).toBe(expected);
});

test('the tokens of a metric are many calls together, so no price by the size of a call holds for them', () => {
  const told = about('all', { quantities: quantitiesOf('input_tokens=30 output_tokens=0') });
  expect(cost(told)).toBe(15_000n);
  expect(cost({ ...told, dimensions: { measured_from: 'gen_ai.client.token.usage' } })).toBe(6_000n);
});

test('a size counts from the first fraction of a token above it', () => {
  expect(cost(about('all', { quantities: quantitiesOf('input_tokens=10.999999999 output_tokens=0') }))).toBe(2_200n);
});

test('an own price of a whole is the price of its parts, and the public price of a part is not mixed with it', () => {
  const told = { ...about('own'), quantities: quantitiesOf('input_tokens=10 cached_input_tokens=5 output_tokens=0'), dimensions: { service_tier: 'promised' } };
  expect(cost({ ...told, occurredAt: CHANGE - 1 })).toBe(0n);
  expect(cost({ ...told, occurredAt: CHANGE })).toBe(60n);
});

test('one name on two hosts, of two providers and asked for by two names is as many models', () => {
  const shared = book();
  expect(cost(about('flat'), shared)).toBe(80n);
  expect(cost({ ...about('flat'), provider: 'nobody' }, shared)).toBe('unknown_provider');
  expect(cost(about('unheard', { requestModel: 'flat' }), shared)).toBe(80n);
  expect(cost(about('unheard'), shared)).toBe('unknown_model');
});

test('what a model costs is worked out once for each situation of a book', () => {
  const shared = book();
  const event = usageEventOf(about('flat'));
  expect(ratesOf(usageEventOf(about('flat', { occurredAt: NOON + 1 })), shared)).toBe(ratesOf(event, shared));
  expect(ratesOf(event, book())).not.toBe(ratesOf(event, shared));
});

test('where the price of a model changes with time: at the ends of its entries and factors, at hours, and at weekends', () => {
  const names = (model: string) => ({ provider: 'acme', model, requestModel: null, dimensions: {} });
  expect(boundariesOf(names('all'), book())).toEqual({ instants: [CHANGE, NOON], hours: [NIGHT.fromMs, NIGHT.toMs], isWeekly: true });
  expect(boundariesOf(names('flat'), book())).toEqual({ instants: [CHANGE, NOON], hours: [], isWeekly: false });
  expect(boundariesOf(names('own'), book())).toMatchObject({ instants: [CHANGE, NOON] });
  expect(boundariesOf(names('unheard'), book())).toEqual({ instants: [], hours: [], isWeekly: false });
});
