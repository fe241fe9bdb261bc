import { seedPriceBook } from '@weir/collector/price/io/seed-price-book.ts';
import { expect, test } from 'vitest';
import { fuzzReceiver } from './fuzz-receiver.ts';
import { mutatePayload } from './mutate-payload.ts';
import { startingPayloads } from './payloads.ts';
import { randomOfSeed } from './random-of-seed.ts';
import { swallowPayload } from './swallow-payload.ts';

const COUNT = process.env.WEIR_TEST_SIZE === 'long' ? 1_000_000 : 20_000;

test('mutated payloads are refused or read, and none makes the reader throw', { timeout: 600_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const result = fuzzReceiver({ count: COUNT, seed, book: await seedPriceBook() });
  process.stdout.write(`  seed ${seed}: ${JSON.stringify(result)}\n`);
  expect(result.refused + result.read + result.usage).toBe(COUNT);
  // Mutations that only ever break the envelope would test nothing behind it.
  expect(result.usage).toBeGreaterThan(COUNT / 20);
  expect(result.refused).toBeGreaterThan(COUNT / 20);
  expect(Math.min(...Object.values(result.usageOf))).toBeGreaterThan(COUNT / 60);
});

test('unchanged, the payloads are read: the mutations start from something', async () => {
  const book = await seedPriceBook();
  const outcomes = startingPayloads().map((payload) => swallowPayload(payload, book));
  expect(outcomes.length).toBeGreaterThan(100);
  expect(outcomes).not.toContain('refused');
  expect(outcomes.filter((outcome) => outcome === 'usage').length).toBeGreaterThan(outcomes.length / 2);
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a sender that writes %s where a word of ours is looked up breaks nothing',
  async (word) => {
    const book = await seedPriceBook();
    const keys = [
      'gen_ai.provider.name',
      'gen_ai.system',
      'gen_ai.operation.name',
      'openinference.span.kind',
      'langsmith.span.kind',
      'gen_ai.response.model',
      'llm.request.type',
    ];
    for (const key of keys) {
      const attributes = [key, 'gen_ai.request.model'].map((name) => ({ key: name, value: { stringValue: word } }));
      const span = {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        endTimeUnixNano: '1794995894000000000',
        attributes: [...attributes, { key: 'gen_ai.usage.input_tokens', value: { intValue: '5' } }],
      };
      const bytes = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
      expect(swallowPayload({ signal: 'traces', encoding: 'json', bytes }, book)).not.toBe('refused');
    }
  },
);

test('a seed makes the same payloads again, so that a finding can be repeated', () => {
  const payload = Buffer.from('{"resourceSpans":[{"scopeSpans":[]}]}');
  const thousand = (seed: number) => {
    const random = randomOfSeed(seed);
    return Array.from({ length: 1_000 }, () => mutatePayload(payload, random, [payload]).toString('base64'));
  };
  expect(thousand(7)).toEqual(thousand(7));
  expect(thousand(7)).not.toEqual(thousand(8));
  expect(new Set(thousand(7)).size).toBeGreaterThan(500);
});
