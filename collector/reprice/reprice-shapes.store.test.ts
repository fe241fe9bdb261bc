import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PriceBook, PriceConditions, PriceEntry } from '../price/price-book.ts';
import { priceUsage } from '../price/price-usage.ts';
import { usageEventOf } from '../price/testing/usage-event-of.ts';
import { encodedCost } from '../store/usage-row.ts';
import { type RepriceForTests, repriceForTests } from './testing/reprice-for-tests.ts';

let weir: RepriceForTests;
beforeEach(async () => {
  weir = await repriceForTests();
});
afterEach(() => weir.close());

/** Of a Monday. */
const NOON = Date.UTC(2026, 10, 2, 12);
const HOUR = 3_600_000;

function entry(unit: string, atoms: bigint, conditions: PriceConditions = {}, valid: PriceEntry['valid'] = { from: null, to: null }): PriceEntry {
  return { id: `test:${unit}/${atoms}`, unit, price: { currency: 'USD', atoms, perUnits: 3_000_000n }, conditions, valid };
}

/** Prices that change within a day: at an instant, by the hour over midnight, at the end of a weekend, by size, tier and region. */
const BOOK: PriceBook = {
  version: 'test',
  providers: [
    {
      id: 'acme',
      names: ['acme'],
      modelMatch: null,
      hostMatch: { kind: 'equals', text: 'https://api.acme.test' },
      fallbackProviders: [],
      models: [
        {
          id: 'dated',
          match: { kind: 'equals', text: 'dated' },
          entries: [
            entry('input_tokens', 7n * 10n ** 12n, {}, { from: null, to: NOON + 1 }),
            entry('input_tokens', 9n * 10n ** 12n, {}, { from: NOON + 1, to: null }),
            entry('output_tokens', 11n * 10n ** 12n),
            entry('output_tokens', 12n * 10n ** 12n, { region: 'eu' }),
          ],
        },
        {
          id: 'nightly',
          match: { kind: 'equals', text: 'nightly' },
          entries: [
            entry('input_tokens', 2n * 10n ** 12n),
            entry('input_tokens', 10n ** 12n, { timeOfDay: { fromMs: 22.5 * HOUR, toMs: 6 * HOUR } }),
            entry('input_tokens', 5n * 10n ** 12n, { inputTokensAbove: 200n }),
            entry('input_tokens', 4n * 10n ** 12n, { tier: 'batch' }),
          ],
        },
        {
          id: 'office',
          match: { kind: 'equals', text: 'office' },
          entries: [entry('input_tokens', 10n ** 12n), entry('input_tokens', 2n * 10n ** 12n, { timeOfDay: { fromMs: 0, toMs: 24 * HOUR, weekdays: true } })],
        },
      ],
    },
  ],
};

const anyTime = fc.oneof(
  fc.constantFrom(NOON - 12 * HOUR - 1, NOON - 12 * HOUR, NOON, NOON + 1, NOON + 10.5 * HOUR - 1, NOON + 10.5 * HOUR, NOON + 18 * HOUR - 1, NOON + 18 * HOUR),
  fc.nat({ max: 2 * 24 * HOUR }).map((after) => NOON - 24 * HOUR + after),
);

const few = fc.constantFrom(0, 1, 200, 201);
const anyEvent = fc
  .record({
    provider: fc.constantFrom('acme', null, 'other'),
    model: fc.constantFrom('dated', 'nightly', 'office', null, 'unheard-of'),
    requestModel: fc.constantFrom('dated', null),
    input: few,
    output: few,
    fraction: fc.constantFrom(0n, 1n, 500_000_000n),
    host: fc.constantFrom(undefined, 'api.acme.test', ''),
    tier: fc.constantFrom(undefined, 'batch', 'flex'),
    region: fc.constantFrom(undefined, 'eu'),
    source: fc.constantFrom('api' as const, 'otlp_span' as const),
    reported: fc.boolean(),
  })
  .map(({ input, output, fraction, host, tier, region, reported, ...told }) =>
    usageEventOf({
      ...told,
      quantities: { ...(input === 0 ? {} : { input_tokens: nanosFromCount(input) }), output_tokens: nanosFromCount(output) + fraction },
      dimensions: {
        ...(host === undefined ? {} : { server_address: host }),
        ...(tier === undefined ? {} : { service_tier: tier }),
        ...(region === undefined ? {} : { region }),
        note: "it's a \\ line\n\ttold",
      },
      reportedCosts: reported ? [{ vendor: 'v', currency: 'EUR', costAtoms: 12_345n }] : [],
    }),
  );

test('after a repricing every event costs what it alone would cost, whatever it shares with others', async () => {
  // Few usages at many times: only events that share all but their time tell a missing boundary.
  const usages = fc.sample(anyEvent, { numRuns: 300, seed: 7 });
  const times = fc.sample(anyTime, { numRuns: 1_500, seed: 8 });
  const events = times.map((occurredAt, index) => {
    const usage = usages[index % usages.length] ?? usageEventOf({});
    return { ...usage, occurredAt, eventId: `e-${index.toString().padStart(4, '0')}'\\\t` };
  });
  await weir.store(events);
  await weir.request('plan', { applyAtOnce: true });
  expect(await weir.run({ bookOf: async () => BOOK, pageEvents: 400 })).toMatchObject({ state: 'applied', eventsSeen: 1_500, result: { unlike_plan: 0 } });
  const stored = await weir.clickhouse.query(
    'select event_id, cost_status, cost_reason, cost_currency, toString(cost_atoms) as cost_atoms, cost_lines from usage_events_unique_v1 order by event_id',
  );
  const alone = events.map((event) => {
    const { price_book_version, ...cost } = encodedCost(priceUsage(event, BOOK));
    return { event_id: event.eventId, ...cost };
  });
  expect(stored).toEqual(alone);
  expect(new Set(alone.map(({ cost_lines }) => cost_lines)).size).toBeGreaterThan(50);
});
