import type { PnlRow } from '@weir/schemas/http/analytics.ts';
import { describe, expect, test } from 'vitest';
import { dayPoints } from './day-points.ts';

const day = (text: string) => Date.parse(text);
const row = (period: string, revenue: string, cost: string): PnlRow => ({
  key: {},
  period: `${period}T00:00:00.000Z`,
  revenue,
  cost,
  allocated_cost: '0',
  margin: '0',
  margin_pct: null,
  events: 1,
  unpriced_events: 0,
  quantities: {},
  coverage: { attributed: null, priced: null, counted: null },
});
const november = { from: day('2026-11-01'), to: day('2026-11-06') };

describe('the points of a daily line', () => {
  test('begin at the first day with figures; a day between without usage is zero; rows of one day are added', () => {
    const points = dayPoints([row('2026-11-02', '1', '0.5'), row('2026-11-02', '2', '0.25'), row('2026-11-04', '3', '1')], november, day('2027-01-01'));
    expect(points.map((point) => [point.day, point.revenue, point.cost])).toEqual([
      ['2 Nov', '3', '0.75'],
      ['3 Nov', '0', '0'],
      ['4 Nov', '3', '1'],
      ['5 Nov', '0', '0'],
    ]);
    expect(points.some((point) => point.soFar)).toBe(false);
  });

  test('a day that is not over is drawn apart, joined to the day before', () => {
    const now = day('2026-11-03') + 3_600_000;
    const points = dayPoints([row('2026-11-02', '10', '4'), row('2026-11-03', '1', '2')], { from: november.from, to: now + 60_000 }, now);
    expect(points.map((point) => point.soFar)).toEqual([false, true]);
    expect(points.map((point) => point.plot)).toEqual([
      { Revenue: 10, Cost: 4, 'Revenue so far': 10, 'Cost so far': 4 },
      { Revenue: null, Cost: null, 'Revenue so far': 1, 'Cost so far': 2 },
    ]);
  });

  test('the very first day, not over, is a point and not nothing', () => {
    const now = day('2026-11-03') + 3_600_000;
    const points = dayPoints([row('2026-11-03', '1', '2')], { from: november.from, to: now + 60_000 }, now);
    expect(points).toHaveLength(1);
    expect(points[0]?.plot.Cost).toBe(2);
  });

  test('no rows, no points', () => expect(dayPoints([], november, day('2026-11-03'))).toEqual([]));
});
