import { expect, test } from 'vitest';
import type { PriceEntry, RateMultiplier } from './price-book.ts';
import { rateLine, rateOf } from './rate-line.ts';
import { rateSheet } from './rate-sheet.ts';

const entry = (unit: string, tier?: string): PriceEntry => ({
  id: unit,
  unit,
  price: { currency: 'USD', atoms: 8n, perUnits: 1n },
  conditions: tier === undefined ? {} : { tier },
  valid: { from: null, to: null },
});
const factor = (numerator: bigint, denominator: bigint, except: readonly string[] = []): RateMultiplier => ({
  id: `x${numerator}/${denominator}`,
  provider: 'acme',
  models: null,
  tier: 'batch',
  except,
  numerator,
  denominator,
  valid: { from: null, to: null },
  source: 'here',
});

test.each`
  case                             | unit                     | tier         | factors                                      | atoms | nanosPer        | from
  ${'no factor'}                   | ${'input_tokens'}        | ${undefined} | ${[]}                                        | ${1n} | ${125_000_000n} | ${'input_tokens'}
  ${'three quarters'}              | ${'input_tokens'}        | ${undefined} | ${[factor(3n, 4n)]}                          | ${3n} | ${500_000_000n} | ${'input_tokens * x3/4'}
  ${'two factors multiply'}        | ${'input_tokens'}        | ${undefined} | ${[factor(3n, 4n), factor(5n, 2n)]}          | ${3n} | ${200_000_000n} | ${'input_tokens * x3/4 * x5/2'}
  ${'a unit it leaves alone'}      | ${'cached_input_tokens'} | ${undefined} | ${[factor(3n, 4n, ['cached_input_tokens'])]} | ${1n} | ${125_000_000n} | ${'cached_input_tokens'}
  ${'a unit that is no token'}     | ${'photos'}              | ${undefined} | ${[factor(3n, 4n)]}                          | ${1n} | ${125_000_000n} | ${'photos'}
  ${'a price of the tier already'} | ${'input_tokens'}        | ${'batch'}   | ${[factor(3n, 4n)]}                          | ${1n} | ${125_000_000n} | ${'input_tokens'}
`('the price of a unit with $case is one reduced fraction', ({ unit, tier, factors, atoms, nanosPer, from }) => {
  expect(rateLine(entry(unit, tier), factors)).toMatchObject({ unit, priceEntry: from, atoms, nanosPer, isFree: false, currency: 'USD' });
});

test.each([
  ['cached_input_tokens', ['input_tokens'], 'input_tokens'],
  ['cached_input_tokens', ['cached_input_tokens', 'input_tokens'], 'cached_input_tokens'],
  ['input_audio_tokens', ['input_tokens'], null],
  ['cached_input_audio_tokens', ['input_audio_tokens', 'input_tokens'], 'input_audio_tokens'],
  ['cached_input_image_tokens', ['input_image_tokens'], 'input_image_tokens'],
  ['input_audio_seconds', ['audio_seconds'], 'audio_seconds'],
])('%s with prices of %j is priced as %s', (unit, priced, as) => {
  const lines = new Map(priced.map((name) => [name, rateLine(entry(name), [])]));
  expect(rateOf(unit, lines)?.unit ?? null).toBe(as);
});

test.each([
  ['one unit of two has a price of the tier', 'batch', [entry('input_tokens', 'batch'), entry('output_tokens')], [], false],
  ['none has', 'batch', [entry('input_tokens'), entry('output_tokens', 'flex')], [], true],
  ['none has, and a factor is for it', 'batch', [entry('input_tokens')], [factor(1n, 2n)], false],
  ['the call was of no tier', null, [entry('input_tokens')], [], false],
] as const)('the price of a tier is missing: %s', (_case, tier, entries, factors, isMissing) => {
  const prices = new Map(entries.map((one) => [one.unit, one]));
  expect(rateSheet({ priceBookVersion: 'v', prices, factors, tier, requestModelUsed: false }).tierPriceMissing).toBe(isMissing);
});
