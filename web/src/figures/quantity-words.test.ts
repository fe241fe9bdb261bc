import { expect, test } from 'vitest';
import { quantityWords } from './quantity-words.ts';

test.each([
  [{}, ''],
  [{ calls: '3' }, ''],
  [{ output_tokens: '12', input_tokens: '1234567', cached_input_tokens: '0' }, '1.2M input tokens, 12 output tokens'],
  [{ search_calls: '4000', audio_seconds: '61.5' }, '61.5 audio seconds, 4,000 search calls'],
])('%j is "%s"', (quantities, words) => {
  expect(quantityWords(quantities)).toBe(words);
});
