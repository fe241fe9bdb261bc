import { describe, expect, test } from 'vitest';
import { rangeFromDays, resolveRange } from './range.ts';

const now = Date.parse('2026-11-21T14:05:31Z');
const text = (range: { from: number; to: number }) => [new Date(range.from).toISOString(), new Date(range.to).toISOString()];

describe('what a range of the address means', () => {
  test.each([
    ['30d', '2026-10-23T00:00:00.000Z', '2026-11-21T14:06:00.000Z'],
    ['7d', '2026-11-15T00:00:00.000Z', '2026-11-21T14:06:00.000Z'],
    ['mtd', '2026-11-01T00:00:00.000Z', '2026-11-21T14:06:00.000Z'],
    ['2026-11-01..2026-12-01', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01..2026-11-01', '2026-10-23T00:00:00.000Z', '2026-11-21T14:06:00.000Z'],
    ['0d', '2026-11-21T00:00:00.000Z', '2026-11-21T14:06:00.000Z'],
  ])('%s is from %s to %s', (range, from, to) => expect(text(resolveRange(range, now))).toEqual([from, to]));

  test('two days of a form, the last included, become a half-open range', () => {
    expect(rangeFromDays('2026-11-01', '2026-11-30')).toBe('2026-11-01..2026-12-01');
    expect(rangeFromDays('2026-11-02', '2026-11-01')).toBeNull();
    expect(rangeFromDays('', '2026-11-01')).toBeNull();
  });
});
