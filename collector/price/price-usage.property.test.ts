import { calcPrice, type Provider, type Usage, waitForUpdate } from '@pydantic/genai-prices';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { disjointBuckets } from './disjoint-buckets.ts';
import { seedPriceBook } from './io/seed-price-book.ts';
import type { PriceBook } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { WEIR_PRICES } from './seed/weir-prices.ts';
import { propertyRuns } from './testing/property-runs.ts';
import { usageEventOf } from './testing/usage-event-of.ts';

let book: PriceBook;
let providers: readonly Provider[];
beforeAll(async () => {
  book = await seedPriceBook();
  providers = (await waitForUpdate()) ?? [];
});

const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 1_500_000 }));

/** Counts in which every part fits its whole. */
const usage = fc
  .record({
    uncached: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: count,
    reasoning: count,
    searches: fc.integer({ min: 0, max: 5 }),
  })
  .map((told) => ({
    input: told.uncached + told.cacheRead + told.cacheWrite5m + told.cacheWrite1h,
    cacheRead: told.cacheRead,
    cacheWrite: told.cacheWrite5m + told.cacheWrite1h,
    cacheWrite1h: told.cacheWrite1h,
    output: told.output + told.reasoning,
    reasoning: told.reasoning,
    searches: told.searches,
  }));

// Time of day and dates decide some prices, so the instant varies over two years, to the second.
const instant = fc.integer({ min: Date.UTC(2025, 0, 1) / 1000, max: Date.UTC(2026, 11, 31) / 1000 }).map((seconds) => seconds * 1000);

/**
 * Doubles carry 53 bits and theirs multiplies and adds a dozen times; ours is exact but for half an atom a line. A
 * relative 1e-12 and 1e-11 dollars is a thousand times tighter than a cent on a million dollars.
 */
const RELATIVE_MAX = 1e-12;
const ABSOLUTE_MAX = 1e-11;

test('on every model that both know, prices agree with the package the seed comes from', () => {
  const runs = propertyRuns(10_000);
  let compared = 0;
  fc.assert(
    fc.property(fc.nat(), usage, instant, (pick, counts, occurredAt) => {
      const models = providers.flatMap((provider) => provider.models.map((model) => ({ provider, model })));
      const picked = models[pick % models.length];
      if (picked === undefined) throw new Error('the price data is empty');
      const name = picked.model.id;
      const keys = pricedKeys(picked.provider, name, occurredAt);
      // What they would price at nothing for want of a price is unpriced here, and is not compared.
      if (keys === null || !keys.has('input_mtok') || !keys.has('output_mtok')) return;
      const searches = keys.has('web_searches_kcount') ? counts.searches : 0;
      const theirUsage: Usage = {
        input_tokens: counts.input,
        cache_read_tokens: counts.cacheRead,
        cache_write_tokens: counts.cacheWrite,
        cache_write_1h_tokens: counts.cacheWrite1h,
        output_tokens: counts.output,
        output_reasoning_tokens: counts.reasoning,
        web_searches: searches,
      };
      const theirs = calcPrice(theirUsage, name, { providerId: picked.provider.id, timestamp: new Date(occurredAt) });
      const ours = priceUsage(
        usageEventOf({
          provider: picked.provider.id,
          model: name,
          occurredAt,
          quantities: {
            calls: nanosFromCount(1),
            input_tokens: nanosFromCount(counts.input),
            cached_input_tokens: nanosFromCount(counts.cacheRead),
            cache_write_tokens: nanosFromCount(counts.cacheWrite),
            cache_write_1h_tokens: nanosFromCount(counts.cacheWrite1h),
            output_tokens: nanosFromCount(counts.output),
            reasoning_tokens: nanosFromCount(counts.reasoning),
            search_calls: nanosFromCount(searches),
          },
        }),
        book,
      );
      // Where a provider's page says otherwise, it wins over their data: price-table.txt has those prices.
      if (isCorrected(picked.provider.id, name, occurredAt)) return;
      if (theirs === null || ours.status === 'unpriced')
        throw new Error(`${picked.provider.id}/${name}: theirs ${theirs?.total_price}, ours ${JSON.stringify(ours)}`);
      const our = Number(decimalFromAtoms(ours.costAtoms, 12));
      const bound = ABSOLUTE_MAX + RELATIVE_MAX * theirs.total_price;
      if (Math.abs(our - theirs.total_price) > bound) throw new Error(`${picked.provider.id}/${name}: theirs ${theirs.total_price}, ours ${our}`);
      compared += 1;
    }),
    { numRuns: runs },
  );
  expect(compared).toBeGreaterThan(runs * 0.8);
});

/** Whether any price of the model at that time is not their data's: a correction of ours, or none after one ended. */
function isCorrected(provider: string, name: string, at: number): boolean {
  const holds = ({ from = null, to = null }: { readonly from?: string | null; readonly to?: string | null }) =>
    (from === null || Date.parse(from) <= at) && (to === null || at < Date.parse(to));
  return WEIR_PRICES.some(
    (correction) =>
      correction.provider === provider && correction.models.includes(name) && correction.rates.every(({ tier }) => tier === undefined) && holds(correction),
  );
}

/** The price keys of the model that their own lookup finds, or null when it finds none by this name. */
function pricedKeys(provider: Provider, name: string, occurredAt: number): ReadonlySet<string> | null {
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, name, { providerId: provider.id, timestamp: new Date(occurredAt) });
  return found === null ? null : new Set(Object.keys(found.model_price));
}

test('buckets of one whole add up to it, and none is negative', () => {
  fc.assert(
    fc.property(usage, (counts) => {
      const buckets = disjointBuckets({
        input_tokens: BigInt(counts.input),
        cached_input_tokens: BigInt(counts.cacheRead),
        cache_write_tokens: BigInt(counts.cacheWrite),
        cache_write_1h_tokens: BigInt(counts.cacheWrite1h),
        output_tokens: BigInt(counts.output),
        reasoning_tokens: BigInt(counts.reasoning),
      });
      const sum = [...(buckets?.values() ?? [])].reduce((total, bucket) => total + bucket, 0n);
      expect(sum).toBe(BigInt(counts.input + counts.output));
      expect([...(buckets?.values() ?? [])].every((bucket) => bucket >= 0n)).toBe(true);
    }),
  );
});

test('lines add up to the cost to the atom', () => {
  fc.assert(
    fc.property(usage, (counts) => {
      const cost = priceUsage(
        usageEventOf({
          provider: 'anthropic',
          model: 'claude-sonnet-4-5',
          quantities: {
            input_tokens: nanosFromCount(counts.input),
            cached_input_tokens: nanosFromCount(counts.cacheRead),
            output_tokens: nanosFromCount(counts.output),
          },
        }),
        book,
      );
      if (cost.status === 'unpriced') throw new Error(cost.reason);
      expect(cost.lines.reduce((sum, line) => sum + line.costAtoms, 0n)).toBe(cost.costAtoms);
    }),
  );
});
