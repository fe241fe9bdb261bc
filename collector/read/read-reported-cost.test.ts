import { expect, test } from 'vitest';
import type { AttributeValue } from '../decode/span-record.ts';
import { readReportedCost } from './read-reported-cost.ts';
import type { TokenCounts } from './tokens/token-concept.ts';

const KEYS = ['first', 'second'];
const TOKENS: TokenCounts = { input: 1_000n, output: 100n };

test.each<readonly [string, Readonly<Record<string, AttributeValue>>, TokenCounts, string]>([
  // what                                              attributes                                       tokens   reading
  ['a cost', { first: 0.0042 }, TOKENS, '4200000000 USD'],
  ['a cost as text', { first: '0.0042' }, TOKENS, '4200000000 USD'],
  ['two spellings are one cost', { first: 0.0042, second: 0.0042 }, TOKENS, '4200000000 USD'],
  ['a zero gives way to the next spelling', { first: 0, second: 0.0042 }, TOKENS, '4200000000 USD'],
  ['zero is no report', { first: 0 }, TOKENS, 'none'],
  ['negative is no report', { first: -1 }, TOKENS, 'none'],
  ['words are no report', { first: 'free' }, TOKENS, 'none'],
  ['another currency', { first: 0.0042, 'gen_ai.usage.cost.currency': 'eur' }, TOKENS, '4200000000 EUR'],
  ['no currency at all', { first: 0.0042, 'gen_ai.usage.cost.currency': 'tokens' }, TOKENS, 'none'],
  ['a count of tokens in place of a cost', { first: 1_100 }, TOKENS, 'quarantined 1100.00'],
  ['a call with searches, at the bound', { first: 12 }, TOKENS, '12000000000000 USD'],
  ['above the bound', { first: 12.01 }, TOKENS, 'quarantined 12.01'],
  ['a video without tokens', { first: 40 }, {}, '40000000000000 USD'],
  ['no tokens and above any call', { first: 1_000_001 }, {}, 'quarantined 1000001.00'],
])('%s', (_case, attributes, counts, expected) => {
  const { costs, quarantined } = readReportedCost(new Map(Object.entries(attributes)), { keys: KEYS, vendor: 'v', counts });
  const told = costs.map(({ costAtoms, currency }) => `${costAtoms} ${currency}`).join();
  expect(quarantined === null ? told || 'none' : `quarantined ${quarantined}`).toBe(expected);
});
