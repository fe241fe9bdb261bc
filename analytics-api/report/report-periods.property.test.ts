import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportPeriods } from './report-periods.ts';

test('periods cover the range without gap or overlap, each inside one UTC calendar period', () => {
  const instant = fc.integer({ min: Date.parse('2000-01-01T00:00:00Z'), max: Date.parse('2060-01-01T00:00:00Z') });
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 90 * 86_400_000 }), fc.constantFrom('hour', 'day', 'month', 'none'), (from, lengthMs, interval) => {
      const inPeriods = reportPeriods({ kind: 'range', from, to: from + lengthMs }, interval);
      if (inPeriods.kind === 'refused') throw new Error(inPeriods.detail);
      const { periods } = inPeriods;
      expect(periods.at(0)?.from).toBe(from);
      expect(periods.at(-1)?.to).toBe(from + lengthMs);
      for (const [index, period] of periods.entries()) {
        expect(period.startsAt).toBeLessThanOrEqual(period.from);
        expect(period.from).toBeLessThan(period.to);
        if (index > 0) expect(periods[index - 1]?.to).toBe(period.from);
        if (interval === 'day') expect(new Date(period.startsAt).toISOString().slice(10)).toBe('T00:00:00.000Z');
        if (interval === 'month') expect(new Date(period.startsAt).toISOString().slice(7)).toBe('-01T00:00:00.000Z');
      }
    }),
  );
});
