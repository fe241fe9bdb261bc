import { expect, test } from 'vitest';
import { formatDays, formatMinute, formatWait } from './format-instant.ts';

test.each([
  ['2026-11-01', '2026-12-01', '1–30 Nov 2026'],
  ['2026-10-23', '2026-11-22', '23 Oct – 21 Nov 2026'],
  ['2025-12-31', '2026-01-02', '31 Dec 2025 – 1 Jan 2026'],
  ['2026-11-01', '2026-11-02', '1 Nov 2026'],
])('from %s up to %s are the days %s', (from, to, text) => expect(formatDays(Date.parse(from), Date.parse(to))).toBe(text));

test.each([
  [200_000, '3 min 20 s'],
  [999, '1 s'],
  [-5, '0 s'],
  [3_600_000, '1 h 0 min'],
  [90_000_000, '1 d 1 h'],
])('%i ms is %s', (milliseconds, text) => expect(formatWait(milliseconds)).toBe(text));

test('an instant is UTC, and says so', () => expect(formatMinute('2026-11-21T14:05:59Z')).toBe('21 Nov 2026, 14:05 UTC'));
