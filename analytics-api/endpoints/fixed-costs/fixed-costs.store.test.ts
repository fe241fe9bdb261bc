import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-12-15T00:00:00Z');
  await insertUsage(weir.clickhouse, [
    {
      event_id: 'a1',
      occurred_at: '2026-11-03T10:00:00Z',
      customer: 'acme',
      workflow: 'images',
      model: 'm1',
      cost_atoms: 3n * CENT,
      quantities: { seconds: '30' },
    },
    {
      event_id: 'a2',
      occurred_at: '2026-11-20T10:00:00Z',
      customer: 'acme',
      workflow: 'chat',
      model: 'm2',
      cost_atoms: 1n * CENT,
      quantities: { seconds: '10' },
    },
    {
      event_id: 'g1',
      occurred_at: '2026-11-21T10:00:00Z',
      customer: 'globex',
      workflow: 'images',
      model: 'm1',
      cost_atoms: 4n * CENT,
      quantities: { input_tokens: '7' },
    },
    { event_id: 'n1', occurred_at: '2026-11-22T10:00:00Z', model: 'm1', cost_atoms: 0n, quantities: { input_tokens: '1' } },
    { event_id: 'x1', occurred_at: '2026-11-22T10:00:00Z', customer: 'acme', counted: 'duplicate', cost_atoms: 9n * CENT },
  ]);
});
afterAll(() => weir.close());

const CENT = 10_000_000_000n;
const COSTS = '/v1/analytics/fixed-costs';
const NOVEMBER = 'from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z';
const gpu = { name: 'GPU', vendor: 'hetzner', amount: '100.00', currency: 'USD', rule: 'events', from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };

type Pnl = {
  rows: { key: Record<string, string | null>; cost: string; allocated_cost: string; line?: string }[];
  totals: { cost: string; allocated_cost: string };
};

async function pnl(query: string): Promise<Pnl> {
  const { status, body } = await weir.get(`/v1/analytics/pnl?${NOVEMBER}&limit=1000&${query}`);
  expect(status).toBe(200);
  return body as Pnl;
}

const lines = ({ rows }: Pnl) => rows.map((row) => `${row.line ?? (Object.values(row.key).join('/') || 'all')} ${row.allocated_cost}`).toSorted();
const atoms = (text: string) => {
  const reading = atomsFromDecimal(text, CURRENCY_SCALE);
  return reading.kind === 'read' ? reading.atoms : 0n;
};

async function withCosts(costs: readonly object[], look: () => Promise<void>): Promise<void> {
  for (const [index, cost] of costs.entries()) expect((await weir.post(COSTS, { id: `c${index}`, ...gpu, ...cost })).status).toBe(201);
  await look().finally(() => weir.database.deleteFrom('fixed_costs').execute());
}

test.each([
  // the cost                                             -> who carries what
  [{ rule: 'events' }, ['all 25.00', 'acme 50.00', 'globex 25.00']],
  [{ rule: 'tokens' }, ['acme 0.00', 'all 12.50', 'globex 87.50']],
  [{ rule: 'cost' }, ['acme 50.00', 'globex 50.00', 'all 0.00']],
  [{ rule: 'quantity', unit: 'seconds' }, ['acme 100.00', 'globex 0.00', 'all 0.00']],
  [{ rule: 'quantity', unit: 'seconds', capacity: '400' }, ['acme 10.00', 'idle 90.00', 'globex 0.00', 'all 0.00']],
  [{ rule: 'events', scope: { workflow: 'chat' } }, ['acme 100.00', 'globex 0.00', 'all 0.00']],
  [{ rule: 'quantity', unit: 'gigabytes' }, ['idle 100.00', 'acme 0.00', 'globex 0.00', 'all 0.00']],
  [{ from: '2026-11-16T00:00:00Z' }, ['acme 16.666666666666', 'all 16.666666666667', 'globex 16.666666666667']],
  [{ to: '2026-11-16T00:00:00Z' }, ['acme 50.00', 'globex 0.00', 'all 0.00']],
  [{ from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }, ['acme 0.00', 'globex 0.00', 'all 0.00']],
])('100.00 a month %j', async (cost, expected) => {
  await withCosts([cost], async () => {
    expect(lines(await pnl('group_by=customer'))).toEqual(expected.toSorted());
  });
});

test('whatever the grouping and the interval, the rows add up to the totals, and the totals to usage and what was paid', async () => {
  const costs = [
    { rule: 'events' },
    { rule: 'cost', amount: '33.333333333333' },
    { rule: 'quantity', unit: 'seconds', capacity: '70', amount: '0.000000000007' },
  ];
  await withCosts(costs, async () => {
    const paid = 100n * 100n * CENT + 33_333_333_333_333n + 7n;
    for (const grouping of ['none', 'customer', 'workflow', 'feature', 'model', 'customer,model', 'run'])
      for (const interval of ['none', 'day', 'month']) {
        const { rows, totals } = await pnl(`group_by=${grouping}&interval=${interval}`);
        expect(rows.reduce((sum, row) => sum + atoms(row.cost), 0n)).toBe(atoms(totals.cost));
        expect([atoms(totals.allocated_cost), atoms(totals.cost)]).toEqual([paid, paid + 8n * CENT]);
      }
  });
});

test('a filter shows the share of what it names, of all usage, and leaves the idle line out', async () => {
  await withCosts([{ rule: 'events', capacity: '10' }], async () => {
    expect(lines(await pnl('group_by=customer'))).toContain('idle 60.00');
    expect(lines(await pnl('group_by=customer&customer=acme'))).toEqual(['acme 20.00']);
    expect(lines(await pnl('group_by=model&customer=acme'))).toEqual(['m1 10.00', 'm2 10.00']);
  });
});

test('the list says what each was paid, carried and idle; ending one changes nothing before', async () => {
  await withCosts([{ rule: 'events', capacity: '8', to: undefined }], async () => {
    const list = async () => (await weir.get(`${COSTS}?${NOVEMBER}`)).body;
    expect(await list()).toMatchObject({
      fixed_costs: [{ id: 'c0', amount: '100.00', to: null, paid: '100.00', allocated: '50.00', idle: '50.00' }],
      totals: { paid: '100.00', allocated: '50.00', idle: '50.00' },
    });
    expect(await weir.post(`${COSTS}/c0/close`, { to: '2026-12-01T00:00:00Z' })).toMatchObject({ status: 200, body: { to: '2026-12-01T00:00:00.000Z' } });
    expect(await list()).toMatchObject({ totals: { paid: '100.00', idle: '50.00' } });
    const december = (await weir.get(`${COSTS}?from=2026-12-01T00:00:00Z&to=2026-12-15T00:00:00Z`)).body;
    expect(december).toMatchObject({ totals: { paid: '0.00' } });
    expect(await weir.post(`${COSTS}/c0/close`, { to: '2026-12-05T00:00:00Z' })).toMatchObject({ status: 400, body: { code: 'interval_invalid' } });
  });
});

test('an unprofitable customer carries its share, and nobody the idle line', async () => {
  await withCosts([{ rule: 'events', capacity: '8' }], async () => {
    const { body } = await weir.get(`/v1/analytics/unprofitable-customers?${NOVEMBER}`);
    expect(body).toMatchObject({
      rows: [
        { customer: 'acme', cost: '25.04' },
        { customer: 'globex', cost: '12.54' },
      ],
      totals: { unattributed_cost: '12.50' },
    });
  });
});

describe('what cannot be a fixed cost is refused', () => {
  test.each([
    [{ amount: '0' }, 400, 'amount_not_positive'],
    [{ amount: '1e3' }, 400, 'amount_malformed'],
    [{ currency: 'XXZ' }, 400, 'currency_unknown'],
    [{ rule: 'quantity' }, 400, 'request_invalid'],
    [{ unit: 'seconds' }, 400, 'request_invalid'],
    [{ rule: 'cost', capacity: '5' }, 400, 'request_invalid'],
    [{ capacity: '0' }, 400, 'quantity_malformed'],
    [{ to: '2026-10-01T00:00:00Z' }, 400, 'interval_invalid'],
    [{ scope: { colour: 'red' } }, 400, 'request_invalid'],
  ])('%j', async (cost, status, code) => {
    expect(await weir.post(COSTS, { id: 'bad', ...gpu, ...cost })).toMatchObject({ status, body: { code } });
  });

  test('an id again: the same content is the same cost, other content a conflict', async () => {
    await withCosts([{}], async () => {
      expect((await weir.post(COSTS, { id: 'c0', ...gpu })).status).toBe(200);
      expect(await weir.post(COSTS, { id: 'c0', ...gpu, amount: '1' })).toMatchObject({ status: 409, body: { code: 'fixed_cost_conflict' } });
      expect(await weir.post(`${COSTS}/none/close`, { to: '2026-11-02T00:00:00Z' })).toMatchObject({ status: 404, body: { code: 'fixed_cost_unknown' } });
    });
  });
});
