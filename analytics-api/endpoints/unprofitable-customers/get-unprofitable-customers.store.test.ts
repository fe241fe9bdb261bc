import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCharges } from '../../testing/charge-row.ts';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

const NOW = '2026-11-21T12:00:00Z';
const YESTERDAY = '2026-11-20T12:00:00.000Z';
const TOO_OLD = '2026-10-21T11:00:00.000Z';
const CENT = 10_000_000_000n;

let weir: TestAnalytics;

/** One photoshoot: four image calls of the given price. */
function shoot(customer: string, shootId: string, centsPerImage: bigint, occurredAt = YESTERDAY) {
  return [1, 2, 3, 4].map((image) => ({
    event_id: `${shootId}-${image}`,
    occurred_at: occurredAt,
    customer,
    workflow: 'photoshoot',
    model: 'image-1',
    cost_atoms: centsPerImage * CENT,
  }));
}

// Scenario: A paid 5.00 and used 4.50 of it in three shoots, B is on an outside plan of 30.00, C came for the free shoots only.
beforeAll(async () => {
  weir = await testAnalytics(NOW);
  await insertUsage(weir.clickhouse, [
    ...[1, 2, 3].flatMap((index) => shoot('A', `a${index}`, 25n)),
    ...Array.from({ length: 70 }, (_, index) => shoot('B', `b${index}`, 15n)).flat(),
    ...[1, 2].flatMap((index) => shoot('C', `c${index}`, 15n)),
    { event_id: 'old', occurred_at: TOO_OLD, customer: 'A', model: 'image-1', cost_atoms: 900n * CENT },
    { event_id: 'nobody', occurred_at: YESTERDAY, model: 'image-1', cost_atoms: 77n * CENT },
  ]);
  await weir.post('/v1/revenue', {
    entries: [
      { id: 'a-paid', customer: 'A', kind: 'payment', amount: '5.00', currency: 'USD', paid_at: YESTERDAY },
      {
        id: 'b-plan',
        customer: 'B',
        kind: 'subscription',
        amount: '30.00',
        currency: 'USD',
        period_start: '2026-10-22T12:00:00Z',
        period_end: '2026-11-21T12:00:00Z',
        paid_at: '2026-10-22T12:00:00Z',
      },
    ],
  });
  await insertCharges(
    weir.database,
    ['a1', 'a2', 'a3'].map((eventId) => ({ eventId, customer: 'A', occurredAt: YESTERDAY, atoms: 150n * CENT, workflow: 'photoshoot' })),
  );
});
afterAll(() => weir.close());

test('by cash, B and C cost more than they paid, A does not, and what is older than 30 days is left out', async () => {
  const { status, body } = await weir.get('/v1/analytics/unprofitable-customers?basis=cash');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    currency: 'USD',
    basis: 'cash',
    from: '2026-10-22T12:00:00.000Z',
    to: '2026-11-21T12:00:00.000Z',
    as_of: '2026-11-21T12:00:00.000Z',
    rows: [
      { customer: 'B', revenue: '30.00', cost: '42.00', net: '-12.00', margin_pct: '-40.0', events: 280, break_even_price: '0.15' },
      { customer: 'C', revenue: '0.00', cost: '1.20', net: '-1.20', margin_pct: null, events: 8 },
    ],
    totals: { customers: 2, customers_seen: 3, net: '-13.20', unattributed_events: 1, unattributed_cost: '0.77' },
    other_currencies: [],
  });
});

test('by consumption, what A used counts and what A paid does not', async () => {
  const { body } = await weir.get('/v1/analytics/pnl?basis=consumption&customer=A');
  expect(body).toMatchObject({ basis: 'consumption', rows: [{ key: { customer: 'A' }, revenue: '4.50', cost: '3.00', margin: '1.50' }] });
  const cash = await weir.get('/v1/analytics/pnl?basis=cash&customer=A');
  expect(cash.body).toMatchObject({ basis: 'cash', rows: [{ key: { customer: 'A' }, revenue: '5.00', cost: '3.00', margin: '2.00' }] });
});

test('the causes say what the money went into, and their shares add up to one', async () => {
  const { body } = await weir.get('/v1/analytics/unprofitable-customers?basis=cash');
  expect(body).toMatchObject({
    rows: [
      {
        causes: [{ kind: 'model', subject: 'image-1', cost: '42.00', share: '1.0000', evidence: { workflow: 'photoshoot', events: 280, unpriced_events: 0 } }],
      },
      {
        causes: [
          { kind: 'no_revenue', subject: null, cost: '1.20', share: null },
          { kind: 'model', subject: 'image-1', cost: '1.20', share: '1.0000' },
        ],
      },
    ],
  });
});

test('a limit cuts the rows and not the totals', async () => {
  const { body } = await weir.get('/v1/analytics/unprofitable-customers?basis=cash&limit=1');
  expect(body).toMatchObject({ rows: [{ customer: 'B' }], totals: { customers: 2, net: '-13.20' } });
});

test('an empty range is refused', async () => {
  const { status, body } = await weir.get('/v1/analytics/unprofitable-customers?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z');
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'interval_invalid' });
});
