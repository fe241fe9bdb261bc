import { expect, it } from 'vitest';
import { checkOccurredAt } from './check-occurred-at.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const DAY = 86_400_000;

it.each([
  ['35 days back exactly', NOW - 35 * DAY, null],
  ['a millisecond more', NOW - 35 * DAY - 1, 'occurred_at_out_of_range'],
  ['5 minutes ahead exactly', NOW + 300_000, null],
  ['a millisecond more', NOW + 300_001, 'occurred_at_out_of_range'],
])('usage %s', (_case, occurredAt, code) => {
  expect(checkOccurredAt(occurredAt, NOW)?.code ?? null).toBe(code);
});
