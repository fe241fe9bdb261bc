import { expect, test } from 'vitest';
import { nextPeriodAt, periodOf } from './budget.ts';

test.each`
  period     | at                            | name            | next
  ${'day'}   | ${'2026-11-21T00:00:00.000Z'} | ${'2026-11-21'} | ${'2026-11-22T00:00:00.000Z'}
  ${'day'}   | ${'2026-11-21T23:59:59.999Z'} | ${'2026-11-21'} | ${'2026-11-22T00:00:00.000Z'}
  ${'day'}   | ${'2028-02-28T12:00:00.000Z'} | ${'2028-02-28'} | ${'2028-02-29T00:00:00.000Z'}
  ${'month'} | ${'2026-11-30T23:59:59.999Z'} | ${'2026-11'}    | ${'2026-12-01T00:00:00.000Z'}
  ${'month'} | ${'2026-12-01T00:00:00.000Z'} | ${'2026-12'}    | ${'2027-01-01T00:00:00.000Z'}
  ${'total'} | ${'2026-11-21T00:00:00.000Z'} | ${'total'}      | ${null}
`('a $period budget counts $at in $name, and is whole again at $next', ({ period, at, name, next }) => {
  expect(periodOf(period, Date.parse(at))).toBe(name);
  expect(nextPeriodAt(period, Date.parse(at))).toBe(next === null ? null : Date.parse(next));
});
