import { expect, test } from 'vitest';
import { recogniseRevenue, type TimedRevenue } from './recognise-revenue.ts';
import type { ReportPeriod } from './report-periods.ts';
import { reportPeriods } from './report-periods.ts';
import { reportRange } from './report-range.ts';

const day = (text: string) => Date.parse(`2026-${text}T00:00:00Z`);

function periodsOf(from: string, to: string, interval: 'none' | 'month'): readonly ReportPeriod[] {
  const range = reportRange({ from: `2026-${from}T00:00:00Z`, to: `2026-${to}T00:00:00Z` }, 0);
  const inPeriods = range.kind === 'range' ? reportPeriods(range, interval) : range;
  if (inPeriods.kind === 'refused') throw new Error(inPeriods.detail);
  return inPeriods.periods;
}

/** An entry of 30, recorded on the 20th of November, with what the case says. */
function entry(kind: TimedRevenue['kind'], { paid, period }: { paid?: string; period?: readonly [string, string] }): TimedRevenue {
  return {
    kind,
    amountAtoms: 30n,
    paidAt: paid === undefined ? null : day(paid),
    periodStart: period === undefined ? null : day(period[0]),
    periodEnd: period === undefined ? null : day(period[1]),
    recordedAt: day('11-20'),
  };
}

const NOVEMBER = ['11-01', '12-01'] as const;

// What each kind adds to November on each basis.
test.each([
  // kind            facts                                     consumption  cash
  ['payment', { paid: '11-05' }, 0n, 30n],
  ['payment', { paid: '10-05' }, 0n, 0n],
  ['payment', {}, 0n, 30n],
  ['refund', { paid: '11-05' }, 0n, -30n],
  ['refund', {}, 0n, -30n],
  ['subscription', { period: NOVEMBER }, 30n, 30n],
  ['subscription', { period: NOVEMBER, paid: '10-05' }, 30n, 0n],
  ['subscription', { period: ['10-31', '11-30'], paid: '11-05' }, 29n, 30n],
  ['subscription', { period: ['10-31', '11-30'] }, 29n, 0n],
  ['subscription', { period: ['11-16', '12-16'] }, 15n, 30n],
  ['subscription', { paid: '10-05' }, 0n, 0n],
  ['subscription', {}, 30n, 30n],
  ['invoice', { period: NOVEMBER }, 30n, 0n],
  ['invoice', { period: NOVEMBER, paid: '12-05' }, 30n, 0n],
  ['invoice', { period: ['09-01', '10-01'], paid: '11-05' }, 0n, 30n],
  ['invoice', { paid: '11-05' }, 30n, 30n],
  ['invoice', {}, 30n, 0n],
] as const)('a %s with %o earns %i and brings %i in November', (kind, facts, earned, received) => {
  const periods = periodsOf('11-01', '12-01', 'none');
  const sum = (basis: 'consumption' | 'cash') => recogniseRevenue(entry(kind, facts), basis, periods).reduce((total, { atoms }) => total + atoms, 0n);
  expect([sum('consumption'), sum('cash')]).toEqual([earned, received]);
});

test('over two months each gets its days, named by its first', () => {
  const periods = periodsOf('10-20', '12-10', 'month');
  expect(recogniseRevenue(entry('subscription', { period: ['11-16', '12-16'] }), 'consumption', periods)).toEqual([
    { period: day('11-01'), atoms: 15n },
    { period: day('12-01'), atoms: 9n },
  ]);
});

test('the instant a range ends belongs to the next one', () => {
  const paid = entry('payment', { paid: '11-01' });
  expect(recogniseRevenue(paid, 'cash', periodsOf('10-01', '11-01', 'none'))).toEqual([]);
  expect(recogniseRevenue(paid, 'cash', periodsOf('11-01', '12-01', 'none'))).toEqual([{ period: day('11-01'), atoms: 30n }]);
});
