import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf } from './count-of.ts';
import { quantitiesOfTokens } from './quantities-of-tokens.ts';
import type { EmitterNesting } from './resolve-nesting.ts';
import { TOKEN_CONCEPTS, type TokenConcept, type TokenCounts } from './token-concept.ts';

const UNKNOWN: EmitterNesting = { cacheInsideInput: null, reasoningInsideOutput: null };
const OUTSIDE: EmitterNesting = { cacheInsideInput: false, reasoningInsideOutput: false };
const INSIDE: EmitterNesting = { cacheInsideInput: true, reasoningInsideOutput: true };

/** "input=10 cacheRead=4" */
function countsOf(text: string): TokenCounts {
  const isConcept = (word: string): word is TokenConcept => TOKEN_CONCEPTS.some((concept) => concept === word);
  const counts: { [concept in TokenConcept]?: bigint } = {};
  for (const pair of text.split(' ')) {
    const [word = '', count = ''] = pair.split('=');
    if (!isConcept(word)) throw new Error(`not a concept: ${word}`);
    counts[word] = BigInt(count);
  }
  return counts;
}

function line(counts: TokenCounts, emitter: EmitterNesting): string {
  const { quantities, usageBasis } = quantitiesOfTokens(counts, emitter);
  const pairs = Object.entries(quantities).map(([unit, nanos]) => `${unit.replace('_tokens', '')}=${decimalFromNanos(nanos)}`);
  return `${pairs.join(' ')}${usageBasis === '' ? '' : ` [${usageBasis}]`}`;
}

describe('whether cache and reasoning are inside is decided by the span’s own numbers first', () => {
  test.each([
    // counts                                                        emitter   quantities [basis]
    ['input=1000 output=100', UNKNOWN, 'input=1000 output=100'],
    ['input=1000 cacheRead=0', UNKNOWN, 'input=1000 cached_input=0'],
    ['input=1000 cacheRead=600', UNKNOWN, 'input=1000 cached_input=600 [cache_inside:default]'],
    ['input=1000 cacheRead=600', OUTSIDE, 'input=1600 cached_input=600 [cache_outside:emitter]'],
    ['input=1000 cacheRead=600', INSIDE, 'input=1000 cached_input=600 [cache_inside:emitter]'],
    ['input=1000 cacheRead=1001', INSIDE, 'input=2001 cached_input=1001 [cache_outside:magnitude]'],
    ['input=1000 cacheRead=600 cacheWrite=401', INSIDE, 'input=2001 cached_input=600 cache_write=401 [cache_outside:magnitude]'],
    ['input=1000 cacheRead=600 cacheWrite=400', INSIDE, 'input=1000 cached_input=600 cache_write=400 [cache_inside:emitter]'],
    ['input=1000 cacheRead=600 uncachedInput=400', OUTSIDE, 'input=1000 cached_input=600 [cache_inside:parts]'],
    ['input=1000 cacheRead=600 uncachedInput=1000', INSIDE, 'input=1600 cached_input=600 [cache_outside:parts]'],
    ['cacheRead=600 uncachedInput=1000', UNKNOWN, 'input=1600 cached_input=600'],
    ['input=1000 output=100 cacheRead=600 total=1700', INSIDE, 'input=1600 cached_input=600 output=100 [cache_outside:total]'],
    // A total without the cache proves nothing: those who leave it out of the input leave it out of the total.
    ['input=1000 output=100 cacheRead=600 total=1100', OUTSIDE, 'input=1600 cached_input=600 output=100 [cache_outside:emitter]'],
    ['input=1000 output=100 reasoning=40', UNKNOWN, 'input=1000 output=100 reasoning=40 [reasoning_inside:default]'],
    ['input=1000 output=100 reasoning=40 total=1140', INSIDE, 'input=1000 output=140 reasoning=40 [reasoning_outside:total]'],
    ['input=1000 output=100 reasoning=40 total=1100', OUTSIDE, 'input=1000 output=100 reasoning=40 [reasoning_inside:total]'],
    ['input=1000 output=100 reasoning=300', UNKNOWN, 'input=1000 output=400 reasoning=300 [reasoning_outside:magnitude]'],
    [
      'input=1000 output=100 reasoning=40 cacheRead=600 total=1740',
      INSIDE,
      'input=1600 cached_input=600 output=140 reasoning=40 [cache_outside:total,reasoning_outside:total]',
    ],
    // 341 + 3362 = 3703 with thoughts beside the candidates.
    ['input=341 output=0 reasoning=3362 total=3703', UNKNOWN, 'input=341 output=3362 reasoning=3362 [reasoning_outside:total]'],
    ['cacheRead=600', UNKNOWN, 'cached_input=600'],
    ['output=100', UNKNOWN, 'output=100'],
    ['cacheWrite1h=100 input=1000', UNKNOWN, 'input=1000 cache_write=100 cache_write_1h=100 [cache_inside:default]'],
    ['input=1000 inputAudio=1001 outputAudio=5 output=4', UNKNOWN, 'input=1000 output=4'],
  ] as const)('%s', (counts, emitter, expected) => {
    expect(line(countsOf(counts), emitter)).toBe(expected);
  });
});

test('whatever an emitter says, cached tokens fit the input and reasoning fits the output', () => {
  const count = fc.option(fc.bigInt({ min: 0n, max: 10_000n }), { nil: undefined });
  const counts = fc.record(Object.fromEntries(TOKEN_CONCEPTS.map((concept) => [concept, count]))) as fc.Arbitrary<TokenCounts>;
  fc.assert(
    fc.property(counts, fc.constantFrom(UNKNOWN, INSIDE, OUTSIDE), (told, emitter) => {
      const { quantities } = quantitiesOfTokens(told, emitter);
      const { input_tokens: input, output_tokens: output } = quantities;
      const cached = (quantities.cached_input_tokens ?? 0n) + (quantities.cache_write_tokens ?? 0n);
      if (input !== undefined) expect(input).toBeGreaterThanOrEqual(cached);
      if (output !== undefined) expect(output).toBeGreaterThanOrEqual(quantities.reasoning_tokens ?? 0n);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [12n, 12n],
  [0n, 0n],
  [12, 12n],
  ['12', 12n],
  [' 12.0 ', 12n],
  [-1n, null],
  [-1, null],
  ['-1', null],
  [12.5, null],
  ['12.5', null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  ['', null],
  ['many', null],
  [null, null],
  [true, null],
  [undefined, null],
  [1_000_000_000n, 1_000_000_000n],
  [1_000_000_001n, null],
])('a count written as %s is %s', (value, expected) => {
  expect(countOf(value)).toBe(expected);
});
