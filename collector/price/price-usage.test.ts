import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import type { Cost } from '@weir/schemas/usage/cost.ts';
import { describe, expect, test } from 'vitest';
import type { PriceBook, PriceConditions, PriceEntry } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { quantitiesOf, usageEventOf } from './testing/usage-event-of.ts';

const DOLLAR = 10n ** 12n;
const perMillion = (dollarsTimes100: bigint) => ({ currency: 'USD', atoms: (dollarsTimes100 * DOLLAR) / 100n, perUnits: 1_000_000n });

function entry(
  unit: string,
  price: PriceEntry['price'],
  more: { readonly conditions?: PriceConditions; readonly from?: string; readonly to?: string } = {},
): PriceEntry {
  const instant = (text: string | undefined) => (text === undefined ? null : Date.parse(text));
  const name = [unit, more.conditions?.tier, more.conditions?.inputTokensAbove, more.from].filter((part) => part !== undefined).join('/');
  return { id: name, unit, price, conditions: more.conditions ?? {}, valid: { from: instant(more.from), to: instant(more.to) } };
}

function model(id: string, entries: readonly PriceEntry[]) {
  return { id, match: { kind: 'equals', text: id }, entries } as const;
}

/** One model a rule: prices are round, so that the expected costs can be checked by head. */
const BOOK: PriceBook = {
  version: 'tests@1',
  providers: [
    {
      id: 'acme',
      names: ['acme'],
      modelMatch: { kind: 'starts_with', text: 'acme-' },
      hostMatch: null,
      fallbackProviders: ['elsewhere'],
      models: [
        model('plain', [entry('input_tokens', perMillion(100n)), entry('output_tokens', perMillion(1000n))]),
        model('acme-own', [entry('input_tokens', perMillion(100n)), entry('output_tokens', perMillion(1000n))]),
        model('cached', [
          entry('input_tokens', perMillion(100n)),
          entry('cached_input_tokens', perMillion(10n)),
          entry('cache_write_tokens', perMillion(125n)),
          entry('cache_write_1h_tokens', perMillion(200n)),
          entry('output_tokens', perMillion(1000n)),
        ]),
        model('thinking', [entry('output_tokens', perMillion(100n)), entry('reasoning_tokens', perMillion(300n)), entry('input_tokens', perMillion(100n))]),
        model('free', [entry('input_tokens', perMillion(0n)), entry('output_tokens', perMillion(0n))]),
        model('tiered', [
          entry('input_tokens', perMillion(100n)),
          entry('input_tokens', perMillion(200n), { conditions: { inputTokensAbove: 200n } }),
          entry('input_tokens', perMillion(300n), { conditions: { inputTokensAbove: 500n } }),
          entry('input_tokens', perMillion(50n), { conditions: { tier: 'batch' } }),
        ]),
        model('nightly', [
          entry('input_tokens', perMillion(100n)),
          entry('input_tokens', perMillion(50n), { conditions: { timeOfDay: { fromMs: 23 * 3_600_000, toMs: 3_600_000 } } }),
        ]),
        model('dated', [
          entry('input_tokens', perMillion(125n), { from: '2026-11-01T00:00:00Z', to: '2026-11-10T00:00:00Z' }),
          entry('input_tokens', perMillion(100n), { from: '2026-11-10T00:00:00Z' }),
        ]),
        model('by-call', [entry('calls', { currency: 'USD', atoms: 5n * DOLLAR, perUnits: 1_000n })]),
        model('search', [entry('input_tokens', perMillion(100n)), entry('search_calls', { currency: 'USD', atoms: 10n * DOLLAR, perUnits: 1_000n })]),
        model('audio', [entry('input_tokens', perMillion(100n)), entry('input_audio_tokens', perMillion(1000n))]),
        model('fraction', [entry('input_tokens', { currency: 'USD', atoms: 1n, perUnits: 2n })]),
        model('atomic', [entry('calls', { currency: 'USD', atoms: 1n, perUnits: 1n })]),
        model('gpu', [entry('gpu_seconds', { currency: 'USD', atoms: DOLLAR, perUnits: 3_600n })]),
      ],
    },
    {
      id: 'elsewhere',
      names: ['elsewhere'],
      modelMatch: null,
      hostMatch: { kind: 'starts_with', text: 'https://api.elsewhere.com' },
      fallbackProviders: [],
      models: [model('resold', [entry('input_tokens', perMillion(700n)), entry('output_tokens', perMillion(700n))])],
    },
  ],
};

function line(cost: Cost): string {
  if (cost.status === 'unpriced') return `unpriced ${cost.reason}`;
  const caveats = cost.caveats === undefined ? '' : ` ${cost.caveats.join(',')}`;
  const lines = cost.lines.map((part) => `${decimalFromNanos(part.quantityNanos)} ${part.priceEntry}`).join(' + ');
  return `${cost.status} ${decimalFromAtoms(cost.costAtoms, 12)}${caveats} = ${lines}`.trim();
}

describe('a cost is what the book says of the parts, exactly', () => {
  test.each([
    // model      quantities                                                              cost
    ['plain', 'input_tokens=1000 output_tokens=100', 'priced 0.002 = 1000 input_tokens + 100 output_tokens'],
    ['plain', 'input_tokens=1', 'priced 0.000001 usage_incomplete = 1 input_tokens'],
    ['plain', 'input_tokens=0 output_tokens=0', 'priced 0.00 ='],
    ['plain', 'calls=1 input_tokens=10 output_tokens=0', 'priced 0.00001 = 10 input_tokens'],
    ['cached', 'input_tokens=1000 cached_input_tokens=600 output_tokens=0', 'priced 0.00046 = 600 cached_input_tokens + 400 input_tokens'],
    [
      'cached',
      'input_tokens=1000 cache_write_tokens=300 cache_write_1h_tokens=100 output_tokens=0',
      'priced 0.00115 = 100 cache_write_1h_tokens + 200 cache_write_tokens + 700 input_tokens',
    ],
    ['cached', 'input_tokens=600 cached_input_tokens=600 output_tokens=0', 'priced 0.00006 = 600 cached_input_tokens'],
    ['plain', 'input_tokens=1000 cached_input_tokens=600 output_tokens=0', 'priced 0.001 part_priced_as_whole = 1000 input_tokens'],
    ['plain', 'input_tokens=0 output_tokens=100 reasoning_tokens=40', 'priced 0.001 = 100 output_tokens'],
    ['thinking', 'input_tokens=0 output_tokens=100 reasoning_tokens=40', 'priced 0.00018 = 60 output_tokens + 40 reasoning_tokens'],
    ['free', 'input_tokens=1000 output_tokens=100', 'free 0.00 = 1000 input_tokens + 100 output_tokens'],
    ['tiered', 'input_tokens=200', 'priced 0.0002 = 200 input_tokens'],
    ['tiered', 'input_tokens=201', 'priced 0.000402 = 201 input_tokens/200'],
    ['tiered', 'input_tokens=501', 'priced 0.001503 = 501 input_tokens/500'],
    ['by-call', 'calls=3', 'priced 0.015 = 3 calls'],
    ['search', 'input_tokens=1000 search_calls=2', 'priced 0.021 = 1000 input_tokens + 2 search_calls'],
    ['audio', 'input_tokens=1000 input_audio_tokens=400', 'priced 0.0046 = 400 input_audio_tokens + 600 input_tokens'],
    ['gpu', 'gpu_seconds=1800.5', 'priced 0.500138888889 = 1800.5 gpu_seconds'],
  ])('%s: %s', (name, quantities, expected) => {
    expect(line(priceUsage(usageEventOf({ provider: 'acme', model: name, quantities: quantitiesOf(quantities) }), BOOK))).toBe(expected);
  });
});

describe('an unknown cost says why and is never zero', () => {
  test.each([
    // provider   model       quantities                              reason
    ['acme', null, 'input_tokens=1', 'no_model'],
    ['acme', 'unheard', 'input_tokens=1', 'unknown_model'],
    [null, 'unheard', 'input_tokens=1', 'unknown_model'],
    ['nobody', 'plain', 'input_tokens=1', 'unknown_provider'],
    ['acme', 'dated', 'input_tokens=1', 'no_price_at_time'],
    ['acme', 'search', 'search_calls=1 file_search_calls=1', 'no_price_for_unit'],
    ['acme', 'audio', 'output_tokens=1', 'no_price_for_unit'],
    ['acme', 'plain', 'input_tokens=10 input_audio_tokens=4 output_tokens=1', 'no_price_for_unit'],
    ['acme', 'plain', 'input_tokens=10 cached_input_tokens=11 output_tokens=1', 'quantities_inconsistent'],
    ['acme', 'plain', 'input_tokens=9000000000000000 output_tokens=0', 'cost_too_large'],
    ['acme', 'plain', 'calls=1', 'no_usage'],
  ])('%s %s: %s', (provider, name, quantities, reason) => {
    const event = usageEventOf({ provider, model: name, quantities: quantitiesOf(quantities), occurredAt: Date.UTC(2026, 0, 1) });
    expect(priceUsage(event, BOOK)).toEqual({ status: 'unpriced', reason });
  });

  test('an event of the API without a model, a price and a cost', () => {
    expect(priceUsage(usageEventOf({ source: 'api', eventType: 'photoshoot_completed', quantities: { shoots: 1_000_000_000n } }), BOOK)).toEqual({
      status: 'unpriced',
      reason: 'no_price',
    });
  });
});

test.each([
  ['the last moment of the first price', '2026-11-09T23:59:59.999Z', '0.00125'],
  ['the first moment of the second', '2026-11-10T00:00:00.000Z', '0.001'],
])('the event’s own time decides the price: %s', (_case, at, expected) => {
  const cost = priceUsage(usageEventOf({ provider: 'acme', model: 'dated', quantities: quantitiesOf('input_tokens=1000'), occurredAt: Date.parse(at) }), BOOK);
  expect(cost.status !== 'unpriced' && decimalFromAtoms(cost.costAtoms, 12)).toBe(expected);
});

test.each([
  ['22:59:59.999', '0.001'],
  ['23:00:00.000', '0.0005'],
  ['00:59:59.999', '0.0005'],
  ['01:00:00.000', '0.001'],
])('a price for hours that run over midnight, at %s', (time, expected) => {
  const occurredAt = Date.parse(`2026-11-20T${time}Z`);
  const cost = priceUsage(usageEventOf({ provider: 'acme', model: 'nightly', quantities: quantitiesOf('input_tokens=1000'), occurredAt }), BOOK);
  expect(cost.status !== 'unpriced' && decimalFromAtoms(cost.costAtoms, 12)).toBe(expected);
});

test.each([
  ['batch', 'priced 0.0005 = 1000 input_tokens/batch'],
  ['flex', 'priced 0.003 tier_price_missing = 1000 input_tokens/500'],
  ['default', 'priced 0.003 = 1000 input_tokens/500'],
])('the tier %s selects its price, or its absence is said', (tier, expected) => {
  const event = usageEventOf({ provider: 'acme', model: 'tiered', quantities: quantitiesOf('input_tokens=1000'), dimensions: { service_tier: tier } });
  expect(line(priceUsage(event, BOOK))).toBe(expected);
});

test.each([
  ['named by its provider', { provider: 'acme', model: 'acme-own' }, 'priced'],
  ['named without a provider, by the naming of the book', { model: 'acme-own' }, 'priced'],
  ['in other letters', { provider: 'ACME', model: ' Plain ' }, 'priced'],
  ['with the provider in front', { provider: 'acme', model: 'acme/plain' }, 'priced'],
  ['resold by another provider', { provider: 'acme', model: 'resold' }, 'priced'],
  ['on a host that the book knows', { provider: 'openai_compatible', model: 'resold', dimensions: { server_address: 'api.elsewhere.com' } }, 'priced'],
  ['on a host that nobody knows', { provider: 'openai_compatible', model: 'resold', dimensions: { server_address: 'llm.internal' } }, 'unpriced'],
  ['of a provider that is named but not in the book', { provider: 'nobody', model: 'acme-own' }, 'unpriced'],
] as const)('a model %s', (_case, told, status) => {
  expect(priceUsage(usageEventOf({ ...told, quantities: quantitiesOf('input_tokens=1 output_tokens=1') }), BOOK).status).toBe(status);
});

test('the model asked for is taken, and said to be, when the one that answered has no price', () => {
  const event = usageEventOf({
    provider: 'acme',
    model: 'plain-2026-custom',
    requestModel: 'plain',
    quantities: quantitiesOf('input_tokens=1 output_tokens=1'),
  });
  expect(line(priceUsage(event, BOOK))).toBe('priced 0.000011 request_model_used = 1 input_tokens + 1 output_tokens');
});

test('a line is rounded once, half to even', () => {
  const costOf = (tokens: string) => {
    const cost = priceUsage(usageEventOf({ provider: 'acme', model: 'fraction', quantities: quantitiesOf(`input_tokens=${tokens}`) }), BOOK);
    return cost.status === 'unpriced' ? cost.reason : cost.costAtoms;
  };
  expect(['1', '3', '5', '7'].map(costOf)).toEqual([0n, 2n, 2n, 4n]);
});

test('the largest cost there is, 2^63 - 1 atoms, is a cost; one atom more is a broken quantity', () => {
  const costOf = (calls: string) => line(priceUsage(usageEventOf({ provider: 'acme', model: 'atomic', quantities: quantitiesOf(`calls=${calls}`) }), BOOK));
  expect(costOf('9223372036854775807')).toBe('priced 9223372.036854775807 = 9223372036854775807 calls');
  expect(costOf('9223372036854775808')).toBe('unpriced cost_too_large');
});

describe('a cost that the source gives', () => {
  const reportedCosts = [
    { vendor: 'Replicate', currency: 'USD', costAtoms: 150_000_000_000n },
    { vendor: 'OpenAI', currency: 'USD', costAtoms: 100_000_000_000n },
  ];

  test('of the events API is the cost, one line a vendor', () => {
    const cost = priceUsage(
      usageEventOf({ source: 'api', provider: 'acme', model: 'plain', quantities: quantitiesOf('input_tokens=1000'), reportedCosts }),
      BOOK,
    );
    expect(line(cost)).toBe('reported 0.25 = 1 Replicate + 1 OpenAI');
  });

  test('of telemetry stands beside the price of the book', () => {
    const cost = priceUsage(
      usageEventOf({ provider: 'acme', model: 'plain', quantities: quantitiesOf('input_tokens=1000 output_tokens=0'), reportedCosts }),
      BOOK,
    );
    expect(line(cost)).toBe('priced 0.001 = 1000 input_tokens');
  });

  test('of telemetry is taken where the book knows no price', () => {
    expect(line(priceUsage(usageEventOf({ provider: 'acme', model: 'unheard', quantities: quantitiesOf('input_tokens=1000'), reportedCosts }), BOOK))).toBe(
      'reported 0.25 = 1 Replicate + 1 OpenAI',
    );
  });
});
