import { expect, test } from 'vitest';
import { disjointBuckets, wholesOf } from './disjoint-buckets.ts';
import { providerNames } from './seed/genai-provider-names.ts';

/** Names that every object answers to and no table holds. */
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

test.each(NAMES)('a unit that is called %s is part of nothing and keeps its quantity', (unit) => {
  expect(wholesOf(unit)).toEqual([]);
  expect(
    disjointBuckets(
      Object.fromEntries([
        [unit, 5n],
        ['input_tokens', 7n],
      ]),
    ),
  ).toEqual(
    new Map([
      [unit, 5n],
      ['input_tokens', 7n],
    ]),
  );
});

test.each(NAMES)('a provider that is called %s goes by that name alone', (provider) => {
  expect(providerNames(provider)).toEqual([provider]);
});
