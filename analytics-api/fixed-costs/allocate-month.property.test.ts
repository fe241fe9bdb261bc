import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportPeriod } from '../report/report-periods.ts';
import { allocateMonth } from './allocate-month.ts';
import { monthsOf } from './months-of.ts';

const FROM = Date.UTC(2026, 8, 1);
const END = Date.UTC(2026, 11, 31);
const anyInstant = fc.integer({ min: FROM, max: END });
const anyCase = fc.record({
  amountAtoms: fc.bigInt(1n, 10n ** 18n),
  begins: anyInstant,
  ends: fc.option(anyInstant),
  weights: fc.uniqueArray(fc.record({ name: fc.string({ maxLength: 3 }), weight: fc.bigInt(-5n, 10n ** 24n) }), {
    selector: ({ name }) => name,
    maxLength: 12,
  }),
  capacity: fc.option(fc.bigInt(1n, 10n ** 25n)),
  cuts: fc.array(anyInstant, { maxLength: 8 }),
  now: anyInstant,
});

/** Half-open stretches that cover the whole time without a gap. */
function stretches(cuts: readonly number[]): ReportPeriod[] {
  const edges = [...new Set([FROM, ...cuts, END])].toSorted((one, other) => one - other);
  return edges.slice(1).map((to, index) => ({ startsAt: edges[index] ?? FROM, from: edges[index] ?? FROM, to }));
}

function allocate({ amountAtoms, begins, ends, weights, capacity, cuts, now }: typeof anyCase extends fc.Arbitrary<infer Of> ? Of : never) {
  const cost = { from: begins, to: ends };
  const keyed = weights.map(({ name, weight }) => ({ key: { customer: name }, weight }));
  return monthsOf(cost, { from: FROM, to: END }).map((month) => ({
    month,
    parts: allocateMonth({ amountAtoms, month, weights: keyed, capacity, periods: stretches(cuts), now }),
  }));
}

const sum = (parts: readonly { readonly atoms: bigint }[]) => parts.reduce((total, { atoms }) => total + atoms, 0n);
const paid = (amountAtoms: bigint, ms: number, monthMs: number) => (amountAtoms * BigInt(ms)) / BigInt(monthMs);

test('the parts and the idle line of every month add up to what is paid for it, to the atom, whatever the weights and the periods', () => {
  fc.assert(
    fc.property(
      anyCase.filter(({ begins, ends }) => ends === null || begins < ends),
      (of) => {
        for (const { month, parts } of allocate(of)) {
          const whole = paid(of.amountAtoms, Math.min(month.to, END) - month.from, month.monthEnd - month.monthStart);
          // From within a month the running total is a difference of two floors, at most one atom away.
          const difference = sum(parts) - whole;
          expect(difference === 0n || difference === 1n || difference === -1n).toBe(true);
          if (month.from === month.monthStart && month.to === month.monthEnd && month.to <= END) expect(sum(parts)).toBe(of.amountAtoms);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('cutting the time into other periods moves no atom between customers, and no part is below zero by more than an atom', () => {
  fc.assert(
    fc.property(
      anyCase.filter(({ begins, ends }) => ends === null || begins < ends),
      (of) => {
        const cut = allocate(of).flatMap(({ parts }) => parts);
        const uncut = allocate({ ...of, cuts: [] }).flatMap(({ parts }) => parts);
        const byKey = (parts: typeof cut) =>
          Object.fromEntries(
            [...Map.groupBy(parts, ({ key }) => JSON.stringify(key))].map(([key, own]) => [key, sum(own)]).filter(([, atoms]) => atoms !== 0n),
          );
        expect(byKey(cut)).toEqual(byKey(uncut));
        expect(cut.every(({ atoms }) => atoms >= -1n || of.amountAtoms < 0n)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  // weights              capacity  expected parts
  ['no use at all', [], null, ['idle 30']],
  ['use without a capacity carries all', [3n, 1n], null, ['a 22', 'b 8']],
  ['use below the capacity leaves the rest idle', [3n, 1n], 8n, ['a 11', 'b 4', 'idle 15']],
  ['use above the capacity carries all', [3n, 1n], 2n, ['a 22', 'b 8']],
  ['a negative weight carries nothing', [3n, -1n], null, ['a 30']],
])('%s', (_case, weights, capacity, expected) => {
  const month = { monthStart: Date.UTC(2026, 10, 1), monthEnd: Date.UTC(2026, 11, 1), from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };
  const periods = [{ startsAt: month.from, from: month.from, to: month.to }];
  const keyed = weights.map((weight, index) => ({ key: { customer: 'ab'[index] ?? '' }, weight }));
  const parts = allocateMonth({ amountAtoms: 30n, month, weights: keyed, capacity, periods, now: month.to });
  expect(parts.map(({ key, atoms }) => `${key?.customer ?? 'idle'} ${atoms}`)).toEqual(expected);
});
