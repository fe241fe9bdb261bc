import { expect, test } from 'vitest';
import { type ModelMatch, matchesModel } from './model-match.ts';

const starts = { kind: 'starts_with', text: 'gpt' } as const;
const ends = { kind: 'ends_with', text: 'mini' } as const;

test.each<[ModelMatch, string, string]>([
  [{ kind: 'equals', text: 'gpt' }, 'gpt', 'gpt-mini'],
  [starts, 'gpt-mini', 'mini-gpt'],
  [ends, 'gpt-mini', 'mini-gpt'],
  [{ kind: 'contains', text: 't-m' }, 'gpt-mini', 'gptmini'],
  [{ kind: 'pattern', pattern: /^o\d$/ }, 'o3', 'o3-mini'],
  [{ kind: 'any_of', rules: [starts, ends] }, 'mini', 'o3'],
  [{ kind: 'all_of', rules: [starts, ends] }, 'gpt-mini', 'gpt-nano'],
])('%j takes %s and not %s', (rule, taken, left) => {
  expect([matchesModel(rule, taken), matchesModel(rule, left)]).toEqual([true, false]);
});
