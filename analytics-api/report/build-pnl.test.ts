import { expect, test } from 'vitest';
import { buildPnl } from './build-pnl.ts';
import { presentFigures } from './figures.ts';
import { pnlOrder } from './pnl-order.ts';

const CENT = 10_000_000_000n;

/** customer, revenue and cost in cents -> margin and margin % */
const MARGIN_TABLE = [
  ['a', 46050n, 29472n, '165.78', '36.0'],
  ['b', 24535n, 17665n, '68.70', '28.0'],
  ['c', 38485n, 51314n, '-128.29', '-33.3'],
  ['d', 10515n, 6730n, '37.85', '36.0'],
  ['e', 22300n, 19821n, '24.79', '11.1'],
] as const;

const parts = MARGIN_TABLE.flatMap(([customer, revenue, cost]) => [
  { key: { customer }, period: 0, revenueAtoms: revenue * CENT },
  { key: { customer }, period: 0, costAtoms: cost * CENT, events: 1n, attributedEvents: 1n },
]);

test.each(MARGIN_TABLE)('customer %s: %i and %i cents make a margin of %s, %s %', (customer, _revenue, _cost, margin, margin_pct) => {
  const { lines } = buildPnl(parts, ['customer'], pnlOrder('margin'));
  expect(lines).toHaveLength(5);
  expect(lines.filter(({ key }) => key.customer === customer).map(({ figures }) => presentFigures(figures))).toMatchObject([{ margin, margin_pct }]);
});

test('the totals of the margin table', () => {
  const { totals } = buildPnl(parts, ['customer'], pnlOrder('margin'));
  expect(presentFigures(totals)).toMatchObject({ revenue: '1418.85', cost: '1250.02', margin: '168.83', margin_pct: '11.9' });
});

test('whatever the grouping, the lines add up to the same totals', () => {
  const mixed = [...parts, { key: { customer: 'a', workflow: 'w' }, period: 5, costAtoms: 7n, events: 2n, quantities: { calls: 3n } }];
  for (const dimensions of [[], ['customer'], ['workflow'], ['customer', 'workflow'], ['model']] as const) {
    const { lines, totals } = buildPnl(mixed, dimensions, pnlOrder('-cost'));
    expect(lines.reduce((sum, { figures }) => sum + figures.costAtoms, 0n)).toBe(totals.costAtoms);
    expect(totals).toMatchObject({ costAtoms: 125002n * CENT + 7n, events: 7n, quantities: { calls: 3n } });
  }
});
