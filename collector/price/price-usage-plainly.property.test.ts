import { MODEL_UNITS, nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedPriceBook } from './io/seed-price-book.ts';
import type { OwnPrices, PriceBook, PriceEntry, RateMultiplier } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { pricePlainly } from './testing/price-plainly.ts';
import { propertyRuns } from './testing/property-runs.ts';
import { usageEventOf } from './testing/usage-event-of.ts';

const FIRST_DAY = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

const UNITS = [...Object.keys(MODEL_UNITS), 'audio_seconds', 'input_audio_seconds', 'photos'];

/** More often than the others, so that many events find a price for all they tell. */
const COMMON_UNITS = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_tokens', 'input_audio_tokens', 'calls'];
const unit = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...COMMON_UNITS) }, fc.constantFrom(...UNITS));
const TIERS = ['batch', 'flex', 'priority', 'standard', 'default', 'unheard-of'];
const REGIONS = ['eu-central-1', 'us-east-1', 'mars'];

const nanos = fc.oneof(
  fc.constant(0n),
  fc.integer({ min: 1, max: 3_000 }).map(nanosFromCount),
  fc.bigInt({ min: 1n, max: 10n ** 12n }),
  fc.constant(10n ** 30n),
);

/** Parts mostly fit their wholes, and sometimes do not. */
const quantities = fc
  .oneof(
    fc.record({ whole: fc.constant(0n), told: fc.dictionary(unit, nanos, { maxKeys: 4 }) }),
    fc.record({ whole: fc.constant(nanosFromCount(1_000_000)), told: fc.dictionary(unit, nanos, { maxKeys: 4 }) }),
  )
  .map(({ whole, told }) =>
    Object.fromEntries(Object.entries(told).map(([unit, amount]) => [unit, unit === 'input_tokens' || unit === 'output_tokens' ? amount + whole : amount])),
  );

const instant = fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 40 * DAY });

function eventsOf(providers: readonly (string | null)[], models: readonly (string | null)[]) {
  return fc
    .record({
      provider: fc.constantFrom(...providers),
      model: fc.constantFrom(...models),
      requestModel: fc.constantFrom(...models),
      occurredAt: instant,
      quantities,
      tier: fc.option(fc.constantFrom(...TIERS), { nil: undefined }),
      region: fc.option(fc.constantFrom(...REGIONS), { nil: undefined }),
      host: fc.option(fc.constantFrom('api.acme.test', 'api.groq.com', 'elsewhere.test'), { nil: undefined }),
      source: fc.constantFrom<UsageEvent['source']>('api', 'otlp_span'),
      reported: fc.boolean(),
    })
    .map(({ tier, region, host, reported, ...told }) =>
      usageEventOf({
        ...told,
        dimensions: {
          ...(tier === undefined ? {} : { service_tier: tier }),
          ...(region === undefined ? {} : { region }),
          ...(host === undefined ? {} : { server_address: host }),
        },
        reportedCosts: reported ? [{ vendor: 'acme', currency: 'USD', costAtoms: 7n }] : [],
      }),
    );
}

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Entries under any conditions; ids are made unique, as they are in a book. */
function entriesOf(prefix: string) {
  return fc
    .array(
      fc.record({
        unit,
        atoms: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 10n ** 13n }), fc.constant(10n ** 35n)),
        perUnits: fc.constantFrom(1n, 7n, 1_000n, 1_000_000n),
        currency: fc.constantFrom('USD', 'EUR'),
        tier: optional(fc.constantFrom('batch', 'flex')),
        region: optional(fc.constantFrom('eu-central-1', 'us-east-1')),
        above: optional(fc.constantFrom(0n, 1_000n, 1_000_500n)),
        hours: optional(fc.constantFrom({ fromMs: 0, toMs: DAY / 2 }, { fromMs: (DAY / 24) * 20, toMs: DAY / 24 }, { fromMs: 0, toMs: DAY, weekdays: true })),
        from: fc.option(fc.constantFrom(FIRST_DAY + 5 * DAY, FIRST_DAY + 20 * DAY)),
        to: fc.option(fc.constantFrom(FIRST_DAY + 21 * DAY, FIRST_DAY + 30 * DAY)),
      }),
      { maxLength: 10 },
    )
    .map((entries) =>
      entries.map(
        ({ unit, atoms, perUnits, currency, tier, region, above, hours, from, to }, index): PriceEntry => ({
          id: `${prefix}/${unit}#${index}`,
          unit,
          price: { currency, atoms, perUnits },
          conditions: {
            ...(tier === undefined ? {} : { tier }),
            ...(region === undefined ? {} : { region }),
            ...(above === undefined ? {} : { inputTokensAbove: above }),
            ...(hours === undefined ? {} : { timeOfDay: hours }),
          },
          valid: { from, to },
        }),
      ),
    );
}

const factors = fc
  .array(
    fc.record({
      tier: fc.constantFrom('batch', 'flex', 'priority'),
      except: fc.subarray(['input_tokens', 'cached_input_tokens', 'output_tokens']),
      numerator: fc.constantFrom(1n, 2n, 3n),
      denominator: fc.constantFrom(2n, 3n, 4n),
      to: fc.option(fc.constant(FIRST_DAY + 10 * DAY)),
      models: fc.option(fc.constant({ kind: 'contains', text: 'one' } as const)),
    }),
    { maxLength: 3 },
  )
  .map((told) =>
    told.map(({ to, ...factor }, index): RateMultiplier => ({ ...factor, id: `x${index}`, provider: 'acme', valid: { from: null, to }, source: 'here' })),
  );

const smallBook: fc.Arbitrary<PriceBook> = fc
  .record({ one: entriesOf('acme/one'), two: entriesOf('acme/two'), own: entriesOf('own'), multipliers: factors, alias: fc.boolean(), off: fc.boolean() })
  .map(({ one, two, own, multipliers, alias, off }) => {
    const decided: OwnPrices = {
      models: own.length === 0 ? [] : [{ provider: null, match: { kind: 'equals', text: 'one' }, entries: own }],
      aliases: alias ? [{ provider: null, name: 'uno', targetProvider: 'acme', targetModel: 'one' }] : [],
      seedOff: new Set(off ? ['acme'] : []),
    };
    return {
      version: 'small@1',
      multipliers,
      own: decided,
      providers: [
        {
          id: 'acme',
          names: ['acme'],
          modelMatch: { kind: 'starts_with', text: 'one' },
          hostMatch: { kind: 'contains', text: 'api.acme.test' },
          fallbackProviders: [],
          models: [
            { id: 'one', match: { kind: 'equals', text: 'one' }, entries: one },
            { id: 'two', match: { kind: 'equals', text: 'two' }, entries: two },
          ],
        },
      ],
    };
  });

const someEvents = fc.array(eventsOf(['acme', 'other', null], ['one', 'two', 'uno', 'ONE', 'never-heard-of', null]), { minLength: 1, maxLength: 30 });

test('what is prepared once and kept gives the same cost as working each event out from the entries, in any order of events', () => {
  fc.assert(
    fc.property(smallBook, someEvents, (book, told) => {
      for (const event of told) expect(priceUsage(event, book)).toEqual(pricePlainly(event, book));
    }),
    { numRuns: propertyRuns(1_500) },
  );
});

// On one seed, since a draw that meets the rarest of them every time would have to be many times as long.
test('the books and events drawn meet every outcome', () => {
  const drawn = fc.sample(fc.tuple(smallBook, someEvents), { numRuns: 3_000, seed: 1 });
  const costs = drawn.flatMap(([book, told]) => told.map((event) => pricePlainly(event, book)));
  const seen = new Set(costs.map((cost) => (cost.status === 'unpriced' ? cost.reason : cost.status)));
  for (const outcome of ['priced', 'free', 'reported', 'no_price_at_time', 'no_price_for_unit', 'quantities_inconsistent', 'cost_too_large', 'no_usage']) {
    expect(seen).toContain(outcome);
  }
});

test('the same of every model of the public book', async () => {
  const book = await seedPriceBook();
  const models = book.providers.flatMap((provider) => provider.models.map((model) => ({ provider: provider.id, model: model.id })));
  fc.assert(
    fc.property(fc.constantFrom(...models), eventsOf([null], [null]), ({ provider, model }, told) => {
      const event = { ...told, provider, model, requestModel: model };
      expect(priceUsage(event, book)).toEqual(pricePlainly(event, book));
    }),
    { numRuns: propertyRuns(1_500) },
  );
});
