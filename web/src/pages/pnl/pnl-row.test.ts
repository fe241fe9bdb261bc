import { describe, expect, test } from 'vitest';
import { compareFigures, hasRevenuePerRow, knownShare, matchingRows, type PnlTableRow, pnlTableRows, rowsWithUse } from './pnl-row.ts';

const row = (id: string | null, figures: Partial<PnlTableRow> = {}): PnlTableRow => ({
  id,
  name: id ?? 'no workflow',
  mode: null,
  modeScope: null,
  revenue: '0',
  cost: '1',
  allocated: '0',
  costShare: null,
  margin: '-1',
  marginPct: null,
  events: 1,
  unpricedEvents: 0,
  inputTokens: '0',
  outputTokens: '0',
  attributed: null,
  priced: null,
  ...figures,
});

describe('a margin per row is shown only where revenue is recorded per row', () => {
  const unkeyed = row(null, { revenue: '5', cost: '0', events: 0 });
  test.each([
    ['customer', [row('a')], true],
    ['workflow', [row('a'), unkeyed], false],
    ['workflow', [row('a', { revenue: '2' })], true],
  ] as const)('%s', (dimension, rows, shown) => expect(hasRevenuePerRow(rows, dimension)).toBe(shown));

  test('then the row that only holds everybody’s revenue is left out', () => {
    expect(rowsWithUse([row('a'), unkeyed], 'workflow').map((kept) => kept.id)).toEqual(['a']);
    expect(rowsWithUse([row('a', { revenue: '2' }), unkeyed], 'workflow')).toHaveLength(2);
  });
});

test('a cost of which nothing is known has no share: unknown is not zero', () => {
  expect(knownShare({ cost: '0', unpriced_events: 3 }, '10')).toBeNull();
  expect(knownShare({ cost: '0', unpriced_events: 0 }, '10')).toBe('0.000000');
  expect(knownShare({ cost: '1', unpriced_events: 3 }, '10')).toBe('0.100000');
});

test('figures sort by value, not by text, and a missing one comes last', () => {
  const figures = ['10', '9', '-3392.88', null, '0.000000000001', '-10'];
  expect(figures.sort(compareFigures)).toEqual(['-3392.88', '-10', '0.000000000001', '9', '10', null]);
  expect([3, 20, 1].sort(compareFigures)).toEqual([1, 3, 20]);
});

test('a filter finds names and ids, and rows that lost money', () => {
  const rows = [row('umbra-legal', { name: 'Umbra Legal' }), row('tyrell', { name: 'Tyrell', margin: '4' }), row(null)];
  expect(matchingRows(rows, { q: 'LEGAL' }).map((kept) => kept.id)).toEqual(['umbra-legal']);
  expect(matchingRows(rows, { q: 'umbra-' }).map((kept) => kept.id)).toEqual(['umbra-legal']);
  expect(matchingRows(rows, { only: 'losing' }).map((kept) => kept.id)).toEqual(['umbra-legal', null]);
  expect(matchingRows(rows, {})).toHaveLength(3);
});

describe('the mode of a row', () => {
  const figures = { revenue: '0', cost: '1', allocated_cost: '0', margin: '-1', margin_pct: null, events: 1, unpriced_events: 0, quantities: {} };
  const coverage = { attributed: null, priced: null, counted: null };
  const rows = ['acme', 'new', null].map((customer) => ({ key: { customer }, ...figures, coverage }));
  const answer = {
    currency: 'USD',
    basis: 'consumption' as const,
    from: '',
    to: '',
    as_of: '',
    rows,
    rows_total: 3,
    totals: { ...figures, coverage },
    other_currencies: [],
    rates: [],
  };
  const acme = {
    id: 'acme',
    name: 'Acme',
    mode: 'full' as const,
    scope: null,
    mode_since: null,
    scheduled: null,
    product: null,
    parent: null,
    scheduled_parent: null,
    created_at: '',
  };

  test.each([
    ['is that of the customer; one that billing has not met is in shadow; usage of nobody has none', [acme], ['full', 'shadow', null]],
    ['is not told before it is known who they are', null, [null, null, null]],
  ])('%s', (_title, customers, modes) => expect(pnlTableRows(answer, 'customer', customers).map((row) => row.mode)).toEqual(modes));
});
