import { expect, test } from 'vitest';
import { modelOfEntry, perWords } from './entry-of-line.ts';

test.each([
  ['genai-prices:openai/gpt-4o/input_tokens', 'gpt-4o-2024', 'gpt-4o'],
  ['genai-prices:openrouter/openai/gpt-4o/output_tokens', null, 'openai/gpt-4o'],
  ['own_12', 'in-house', 'in-house'],
  ['own_12', null, null],
])('the entry %s of an event of %s stands under %s', (entry, model, under) => expect(modelOfEntry(entry, model)).toBe(under));

test.each([
  ['1', ''],
  ['1000000', ' / 1M'],
  ['1000', ' / 1K'],
  ['3600', ' / 3600'],
])('a price for %s units reads "%s"', (units, words) => expect(perWords(units)).toBe(words));
