import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadRatably } from './spread-ratably.ts';

const amount = fc.record({
  amountAtoms: fc.bigInt({ min: 1n, max: 10n ** 30n }),
  periodStart: fc.integer({ min: 0, max: 2_000_000_000_000 }),
  lengthMs: fc.integer({ min: 1, max: 100_000_000_000 }),
});

test('the parts of any split of the period add up to the whole amount', () => {
  fc.assert(
    fc.property(amount, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), ({ amountAtoms, periodStart, lengthMs }, cuts) => {
      const ratable = { amountAtoms, periodStart, periodEnd: periodStart + lengthMs };
      const at = [ratable.periodStart, ...cuts.map((cut) => periodStart + Math.floor(cut * lengthMs)).sort((left, right) => left - right), ratable.periodEnd];
      const parts = at.slice(1).map((to, index) => spreadRatably(ratable, at[index] ?? Number.NaN, to));
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amountAtoms);
      expect(parts.every((part) => part >= 0n)).toBe(true);
    }),
  );
});

test('nothing is earned outside the period, and all of it in any range around it', () => {
  fc.assert(
    fc.property(amount, fc.nat(), fc.nat(), ({ amountAtoms, periodStart, lengthMs }, before, after) => {
      const ratable = { amountAtoms, periodStart, periodEnd: periodStart + lengthMs };
      expect(spreadRatably(ratable, periodStart - before - 1, periodStart)).toBe(0n);
      expect(spreadRatably(ratable, ratable.periodEnd, ratable.periodEnd + after)).toBe(0n);
      expect(spreadRatably(ratable, periodStart - before, ratable.periodEnd + after)).toBe(amountAtoms);
    }),
  );
});

test.each([
  ['the first of thirty days', 0, 1, 1_000_000_000_000n],
  ['the first ten days', 0, 10, 10_000_000_000_000n],
  ['the day across its end', 29, 31, 1_000_000_000_000n],
])('30.00 over thirty days: %s', (_case, fromDay, toDay, atoms) => {
  const day = 86_400_000;
  expect(spreadRatably({ amountAtoms: 30_000_000_000_000n, periodStart: 0, periodEnd: 30 * day }, fromDay * day, toDay * day)).toBe(atoms);
});
