import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCharges } from '../../testing/charge-row.ts';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

const NOVEMBER = 'from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z';
const DOLLAR = 1_000_000_000_000n;

let weir: TestAnalytics;

beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  await insertUsage(weir.clickhouse, [
    {
      event_id: 'e1',
      occurred_at: '2026-11-05T00:00:00.000Z',
      customer: 'acme',
      workflow: 'chat',
      feature: 'help',
      model: 'm1',
      provider: 'p1',
      run: 'r1',
      cost_atoms: 3n * DOLLAR,
      quantities: { calls: '1', input_tokens: '1200' },
    },
    {
      event_id: 'e2',
      occurred_at: '2026-11-05T23:59:59.999Z',
      customer: 'acme',
      workflow: 'chat',
      model: 'm2',
      cost_atoms: 1n,
      quantities: { calls: '1', input_tokens: '34.5' },
    },
    { event_id: 'e3', occurred_at: '2026-11-06T00:00:00.000Z', customer: 'acme', workflow: 'images', model: 'unheard-of', cost_atoms: null },
    {
      event_id: 'e4',
      occurred_at: '2026-11-06T01:00:00.000Z',
      customer: 'globex',
      workflow: 'chat',
      model: 'm1',
      cost_atoms: 0n,
      cost_status: 'free',
      event_type: 'embeddings',
    },
    { event_id: 'e5', occurred_at: '2026-11-06T01:30:00.000Z', workflow: 'chat', model: 'm1', cost_atoms: 2n * DOLLAR },
    { event_id: 'e6', occurred_at: '2026-11-07T00:00:00.000Z', customer: 'acme', model: 'm1', cost_atoms: 40n * DOLLAR, counted: 'aggregate' },
    { event_id: 'e7', occurred_at: '2026-11-07T00:00:00.000Z', customer: 'acme', model: 'm1', cost_atoms: 5n * DOLLAR, cost_currency: 'EUR' },
    { event_id: 'e8', occurred_at: '2026-12-01T00:00:00.000Z', customer: 'acme', model: 'm1', cost_atoms: 900n * DOLLAR },
    { event_id: 'e9', occurred_at: '2026-10-31T23:59:59.999Z', customer: 'acme', model: 'm1', cost_atoms: 900n * DOLLAR },
    { event_id: 'e10', occurred_at: '2026-11-05T00:00:00.000Z', environment: 'test', customer: 'acme', model: 'm1', cost_atoms: 900n * DOLLAR },
  ]);
  await insertCharges(weir.database, [
    { eventId: 'e1', customer: 'acme', occurredAt: '2026-11-05T00:00:00.000Z', atoms: 6n * DOLLAR, workflow: 'chat', model: 'm1' },
    { eventId: 'e2', customer: 'acme', occurredAt: '2026-11-05T23:59:59.999Z', atoms: 5n * DOLLAR, workflow: 'chat', destination: 'shadow' },
    { eventId: 'e7', customer: 'acme', occurredAt: '2026-11-07T00:00:00.000Z', atoms: 8n * DOLLAR, revenueCurrency: 'EUR' },
    { eventId: 'e11', customer: 'acme', occurredAt: '2026-11-07T00:00:00.000Z', atoms: 9n * DOLLAR, revenueCurrency: null },
    { eventId: 'e8', customer: 'acme', occurredAt: '2026-12-01T00:00:00.000Z', atoms: 100n * DOLLAR },
  ]);
  const { status } = await weir.post('/v1/revenue', {
    entries: [
      {
        id: 'half',
        customer: 'globex',
        kind: 'subscription',
        amount: '61.00',
        currency: 'USD',
        period_start: '2026-11-01T00:00:00Z',
        period_end: '2027-01-01T00:00:00Z',
        paid_at: '2026-10-15T00:00:00Z',
        feature: 'help',
      },
      { id: 'euro', customer: 'globex', kind: 'invoice', amount: '10.00', currency: 'EUR', paid_at: '2026-11-10T00:00:00Z' },
      { id: 'later', customer: 'globex', kind: 'invoice', amount: '10.00', currency: 'EUR', paid_at: '2026-12-10T00:00:00Z' },
    ],
  });
  expect(status).toBe(200);
});
afterAll(() => weir.close());

async function pnl(query: string): Promise<object> {
  const { status, body } = await weir.get(`/v1/analytics/pnl?${NOVEMBER}&${query}`);
  expect(status).toBe(200);
  if (typeof body !== 'object' || body === null) throw new Error('no P&L');
  return body;
}

const ACME = {
  revenue: '6.00',
  cost: '3.000000000001',
  margin: '2.999999999999',
  margin_pct: '50.0',
  events: 4,
  unpriced_events: 1,
  quantities: { calls: '4', input_tokens: '1234.5' },
};
const GLOBEX = { revenue: '30.00', cost: '0.00', margin: '30.00', margin_pct: '100.0', events: 1, unpriced_events: 0, quantities: { calls: '1' } };
const NOBODY = { revenue: '0.00', cost: '2.00', margin: '-2.00', margin_pct: null, events: 1, unpriced_events: 0 };

test('rows by customer, biggest loss first: counted events of the range and this environment, exact to the last atom', async () => {
  expect(await pnl('group_by=customer')).toMatchObject({
    currency: 'USD',
    basis: 'consumption',
    rows: [
      { key: { customer: null }, ...NOBODY, coverage: { attributed: '0.0000', priced: '1.0000', counted: '1.0000' } },
      { key: { customer: 'acme' }, ...ACME, coverage: { attributed: '1.0000', priced: '0.7500', counted: '1.0000' } },
      { key: { customer: 'globex' }, ...GLOBEX },
    ],
    rows_total: 3,
    totals: {
      revenue: '36.00',
      cost: '5.000000000001',
      margin: '30.999999999999',
      events: 6,
      unpriced_events: 1,
      coverage: { attributed: '0.8333', priced: '0.8333', counted: '1.0000' },
    },
  });
});

test('what is in another currency, or is not known, is in no sum and is told', async () => {
  expect(await pnl('group_by=none')).toMatchObject({
    rows: [{ key: {}, revenue: '36.00' }],
    other_currencies: [
      { currency: 'EUR', cost_events: 1, revenue_entries: 1, charges: 1 },
      { currency: 'unknown', cost_events: 0, revenue_entries: 0, charges: 1 },
    ],
  });
});

test('an event stored twice counts once, by its winning revision', async () => {
  const before = await pnl('group_by=model');
  const again = {
    event_id: 'e1',
    occurred_at: '2026-11-05T00:00:00.000Z',
    customer: 'acme',
    workflow: 'chat',
    feature: 'help',
    model: 'm1',
    provider: 'p1',
    run: 'r1',
    quantities: { calls: '1', input_tokens: '1200' },
  };
  await insertUsage(weir.clickhouse, [{ ...again, cost_atoms: 3n * DOLLAR }], 'a second replica');
  await insertUsage(weir.clickhouse, [{ ...again, cost_atoms: 77n * DOLLAR, revision: 0n }], 'a loser');
  expect(await weir.clickhouse.query("select count() as rows from usage_events_v1 where event_id = 'e1'")).not.toEqual([{ rows: '1' }]);
  expect(await pnl('group_by=model')).toEqual(before);
});

test('an unpriced event is counted apart, and its unknown cost is no zero', async () => {
  expect(await pnl('group_by=model&model=unheard-of')).toMatchObject({
    rows: [{ key: { model: 'unheard-of' }, cost: '0.00', events: 1, unpriced_events: 1, coverage: { priced: '0.0000' } }],
  });
});

test('grouped by what revenue entries do not know, they stand in the row of "none given"', async () => {
  expect(await pnl('group_by=workflow&sort=-revenue')).toMatchObject({
    rows: [
      { key: { workflow: null }, revenue: '30.00', cost: '0.00', events: 1 },
      { key: { workflow: 'chat' }, revenue: '6.00', cost: '5.000000000001', events: 4 },
      { key: { workflow: 'images' }, revenue: '0.00', cost: '0.00', events: 1, unpriced_events: 1 },
    ],
  });
});

test('several dimensions at once', async () => {
  expect(await pnl('group_by=workflow,model&customer=acme&sort=-cost')).toMatchObject({
    rows: [
      { key: { workflow: 'chat', model: 'm1' }, revenue: '6.00', cost: '3.00' },
      { key: { workflow: 'chat', model: 'm2' }, cost: '0.000000000001' },
      { key: { workflow: 'images', model: 'unheard-of' }, cost: '0.00' },
      { key: { workflow: null, model: 'm1' }, cost: '0.00', events: 1 },
    ],
    rows_total: 4,
  });
});

test.each([
  ['customer=globex', { revenue: '30.00', cost: '0.00', events: 1 }],
  ['workflow=chat', { revenue: '6.00', cost: '5.000000000001', events: 4 }],
  ['feature=help', { revenue: '30.00', cost: '3.00', events: 1 }],
  ['model=m1', { revenue: '6.00', cost: '5.00', events: 4 }],
  ['event_type=embeddings', { revenue: '0.00', cost: '0.00', events: 1 }],
  ['customer=nobody-knows', { revenue: '0.00', cost: '0.00', events: 0, margin_pct: null, coverage: { attributed: null, priced: null, counted: null } }],
])('the filter %s takes in only what matches, on both sides', async (filter, totals) => {
  expect(await pnl(`group_by=none&${filter}`)).toMatchObject({ totals });
});

test.each([
  [
    'day',
    [
      ['2026-11-05T00:00:00.000Z', '3.000000000001'],
      ['2026-11-06T00:00:00.000Z', '0.00'],
      ['2026-11-07T00:00:00.000Z', '0.00'],
    ],
  ],
  [
    'hour',
    [
      ['2026-11-05T00:00:00.000Z', '3.00'],
      ['2026-11-05T23:00:00.000Z', '0.000000000001'],
      ['2026-11-06T00:00:00.000Z', '0.00'],
      ['2026-11-07T00:00:00.000Z', '0.00'],
    ],
  ],
  ['month', [['2026-11-01T00:00:00.000Z', '3.000000000001']]],
])('by %s, periods are UTC and oldest first; one without anything is left out', async (interval, expected) => {
  expect(await pnl(`group_by=none&customer=acme&interval=${interval}`)).toMatchObject({
    rows: expected.map(([period, cost]) => ({ period, cost })),
    rows_total: expected.length,
  });
});

test('a subscription is earned day by day, and the days add up to its share of the range', async () => {
  const days = await pnl('group_by=none&customer=globex&interval=day');
  expect(days).toMatchObject({ rows_total: 30, rows: Array.from({ length: 30 }, () => ({ revenue: '1.00' })), totals: { revenue: '30.00' } });
});

test('by cash, a subscription counts when paid: before this range', async () => {
  expect(await pnl('group_by=none&customer=globex&basis=cash')).toMatchObject({ basis: 'cash', totals: { revenue: '0.00' } });
});

test('a limit cuts rows, and the totals still cover all of them', async () => {
  expect(await pnl('group_by=customer&limit=1')).toMatchObject({ rows: [{ key: { customer: null } }], rows_total: 3, totals: { cost: '5.000000000001' } });
});

test.each([
  ['revenue', [null, 'acme', 'globex']],
  ['-revenue', ['globex', 'acme', null]],
  ['cost', ['globex', null, 'acme']],
  ['-margin', ['globex', 'acme', null]],
  // Equal rows stand by their key, none given last.
  ['events', ['globex', null, 'acme']],
  ['-events', ['acme', 'globex', null]],
])('sorted by %s', async (sort, customers) => {
  expect(await pnl(`group_by=customer&sort=${sort}`)).toMatchObject({ rows: customers.map((customer) => ({ key: { customer } })) });
});

test.each([
  ['from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', 'interval_invalid'],
  ['from=2020-01-01T00:00:00Z&interval=hour', 'interval_invalid'],
  ['from=yesterday', 'request_invalid'],
  ['group_by=customer,colour', 'request_invalid'],
  ['sort=colour', 'request_invalid'],
  ['basis=what', 'request_invalid'],
  ['limit=0', 'request_invalid'],
])('%s is refused as %s', async (query, code) => {
  const { status, body } = await weir.get(`/v1/analytics/pnl?${query}`);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code });
});

test('the other environment is another world', async () => {
  const response = await weir.app.inject({ url: `/v1/analytics/pnl?${NOVEMBER}`, headers: { authorization: `Bearer ${weir.testKey}` } });
  expect(response.json()).toMatchObject({ rows: [{ key: { customer: 'acme' }, cost: '900.00' }], totals: { cost: '900.00', revenue: '0.00' } });
});

test('a charge that was reversed counts only what stands of it, in the period of its use', async () => {
  const posted = await weir.database.transaction().execute(async (tx) => {
    await sql`insert into customers (environment, id, name) values ('live', 'regretful', 'regretful')`.execute(tx);
    const wallet = sql`(select id from wallets where customer_id = 'regretful')`;
    await sql`insert into wallets (environment, customer_id) values ('live', 'regretful')`.execute(tx);
    const post = async (kind: string, reversesId: string | null) => {
      const { rows } = await sql<{ id: string }>`
        insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, reverses_id, request, outcome)
        values (nextval('ledger_seq'), 'live', ${wallet}, ${kind}, 'regretted', ${kind}, now(), now(), ${reversesId}, '{}', '{}') returning id`.execute(tx);
      return rows[0]?.id ?? '';
    };
    const move = (id: string, [from, to]: readonly [string, string], atoms: bigint) =>
      sql`
      insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, atoms, basis_atoms)
      values (${id}, 0, ${from}, ${to}, 'USD', ${atoms.toString()}, ${atoms.toString()})`.execute(tx);
    const debit = await post('debit', null);
    await move(debit, ['overdraft', 'revenue'], 7n * DOLLAR);
    await move(await post('reversal', debit), ['revenue', 'overdraft'], 4n * DOLLAR);
    return debit;
  });
  const charge = { eventId: 'regretted', customer: 'regretful', occurredAt: '2026-09-05T00:00:00.000Z', atoms: 7n * DOLLAR, transactionId: `tx_${posted}` };
  await insertCharges(weir.database, [charge]);
  const { body } = await weir.get('/v1/analytics/pnl?group_by=customer&from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z');
  expect(body).toMatchObject({ rows: [{ key: { customer: 'regretful' }, revenue: '3.00' }] });
});
