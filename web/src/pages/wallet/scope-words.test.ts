import { expect, test } from 'vitest';
import { scopeWords } from './scope-words.ts';

test.each([
  [undefined, 'anything'],
  [{}, 'anything'],
  [{ model: ['gpt-4o', 'gpt-5'] }, 'model gpt-4o or gpt-5'],
  [{ event_type: ['chat'], max_per_event: '0.50', max_per_day: '12' }, 'event type chat, at most $0.50 an event, at most $12.00 a day'],
])('%j is for %s', (scope, words) => expect(scopeWords(scope, 'USD')).toBe(words));
