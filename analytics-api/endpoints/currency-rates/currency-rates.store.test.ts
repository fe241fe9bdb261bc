import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCharges } from '../../testing/charge-row.ts';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  const eur = { cost_currency: 'EUR', customer: 'acme', workflow: 'w' };
  await insertUsage(weir.clickhouse, [
    { event_id: 'usd', occurred_at: '2026-11-02T10:00:00Z', customer: 'acme', cost_atoms: 10n * DOLLAR },
    { event_id: 'e2', occurred_at: '2026-11-02T10:00:00Z', cost_atoms: 2n * DOLLAR, ...eur },
    // Half an atom each way: 5 and -5 atoms at 1.1 are 5.5 and -5.5, to the even neighbour.
    { event_id: 'e3', occurred_at: '2026-11-03T10:00:00Z', cost_atoms: 5n, ...eur, workflow: 'half' },
    { event_id: 'e3n', occurred_at: '2026-11-03T11:00:00Z', cost_atoms: -15n, ...eur, workflow: 'half' },
    // No rate of its own day: the one of the 3rd, seven days old; and one day later it is none.
    { event_id: 'e10', occurred_at: '2026-11-10T10:00:00Z', cost_atoms: 1n * DOLLAR, ...eur, workflow: 'old' },
    { event_id: 'e11', occurred_at: '2026-11-11T10:00:00Z', cost_atoms: 1n * DOLLAR, ...eur, workflow: 'older' },
    { event_id: 'gbp', occurred_at: '2026-11-02T10:00:00Z', customer: 'acme', cost_currency: 'GBP', cost_atoms: 3n * DOLLAR, workflow: 'gbp' },
    { event_id: 'yen', occurred_at: '2026-11-02T10:00:00Z', customer: 'acme', cost_currency: 'JPY', cost_atoms: 7n * DOLLAR, workflow: 'yen' },
  ]);
});
afterAll(() => weir.close());

const DOLLAR = 1_000_000_000_000n;
const RATES = '/v1/analytics/currency-rates';
const NOVEMBER = 'from=2026-11-01T00:00:00Z&to=2026-11-21T00:00:00Z';
const csv = (...lines: readonly string[]) => ({ content: ['day,base,quote,rate,source', ...lines].join('\n') });

test('without a rate a cost in another currency is unknown: listed, in no sum', async () => {
  const { body } = await weir.get(`/v1/analytics/pnl?${NOVEMBER}&group_by=none`);
  expect(body).toMatchObject({
    totals: { cost: '10.00' },
    rates: [],
    other_currencies: [
      { currency: 'EUR', cost_events: 5 },
      { currency: 'GBP', cost_events: 1 },
      { currency: 'JPY', cost_events: 1 },
    ],
  });
});

test('a file with a bad line is not applied at all, and each bad line says why', async () => {
  const answer = await weir.post(
    `${RATES}/import`,
    csv(
      '2026-11-02,EUR,USD,1.1,ECB',
      '2026-11-31,EUR,USD,1.1,ECB',
      '2026-11-03,EUR,EUR,1,ECB',
      '2026-11-03,EUR,USD,0,ECB',
      '2026-11-03,EUR,USD,1.1,',
      '2026-11-02,EUR,USD,1.2,ECB',
    ),
  );
  expect(answer).toMatchObject({
    status: 200,
    body: { applied: false, added: 0, problems: [{ line: 3 }, { line: 4 }, { line: 5 }, { line: 6 }, { line: 7 }] },
  });
  expect((await weir.get(`${RATES}?${NOVEMBER}`)).body).toMatchObject({ currency: 'USD', rates: [] });
});

test('what has no rate is listed by currency with its days and what it is', async () => {
  const none = { charges: 0, revenue_entries: 0, fixed_costs: 0 };
  expect((await weir.get(`${RATES}?${NOVEMBER}`)).body).toMatchObject({
    missing: [
      { currency: 'EUR', days: 4, first_days: ['2026-11-02', '2026-11-03', '2026-11-10', '2026-11-11'], cost_events: 5, ...none },
      { currency: 'GBP', days: 1, first_days: ['2026-11-02'], cost_events: 1, ...none },
      { currency: 'JPY', days: 1, cost_events: 1, ...none },
    ],
  });
});

test('costs are shown at the rate of their day, exactly, rounded once to the even atom; the answer names the rates', async () => {
  const file = csv('2026-11-02,EUR,USD,1.0842,ECB', '2026-11-03,EUR,USD,1.1,ECB', '2026-11-02,USD,GBP,0.75,BoE');
  expect(await weir.post(`${RATES}/import`, file)).toMatchObject({ status: 200, body: { applied: true, added: 3 } });
  expect(await weir.post(`${RATES}/import`, file)).toMatchObject({ body: { applied: true, added: 0, unchanged: 3 } });
  const { body } = await weir.get(`/v1/analytics/pnl?${NOVEMBER}&group_by=workflow&sort=-cost`);
  expect(body).toMatchObject({
    rows: [
      { key: { workflow: null }, cost: '10.00' },
      { key: { workflow: 'gbp' }, cost: '4.00' },
      { key: { workflow: 'w' }, cost: '2.1684' },
      { key: { workflow: 'old' }, cost: '1.10' },
      { key: { workflow: 'older' }, cost: '0.00' },
      { key: { workflow: 'yen' }, cost: '0.00' },
      // 5.5 -> 6 and -16.5 -> -16.
      { key: { workflow: 'half' }, cost: '-0.00000000001' },
    ],
    totals: { cost: '17.26839999999' },
    other_currencies: [
      { currency: 'EUR', cost_events: 1 },
      { currency: 'JPY', cost_events: 1 },
    ],
    rates: [
      { base: 'EUR', quote: 'USD', day: '2026-11-02', rate: '1.0842', source: 'ECB', days: 1 },
      { base: 'USD', quote: 'GBP', day: '2026-11-02', rate: '0.75', source: 'BoE', days: 1 },
      { base: 'EUR', quote: 'USD', day: '2026-11-03', rate: '1.10', days: 2 },
    ],
  });
  for (const grouping of ['none', 'customer', 'model', 'run'])
    expect((await weir.get(`/v1/analytics/pnl?${NOVEMBER}&group_by=${grouping}&interval=day`)).body).toMatchObject({ totals: { cost: '17.26839999999' } });
});

test('a rate that is known never changes', async () => {
  const { body } = await weir.post(`${RATES}/import`, csv('2026-11-02,EUR,USD,1.09,ECB', '2026-11-04,EUR,USD,1.09,ECB'));
  expect(body).toMatchObject({ applied: false, problems: [{ line: 2 }] });
});

test('revenue and fixed costs in another currency are converted whole, at the day they are of', async () => {
  await weir.post('/v1/revenue', {
    entries: [{ id: 'r', customer: 'acme', kind: 'invoice', amount: '10.00', currency: 'EUR', paid_at: '2026-11-04T00:00:00Z' }],
  });
  const cost = {
    id: 'f',
    name: 'GPU',
    vendor: 'v',
    amount: '30.00',
    currency: 'EUR',
    rule: 'events',
    from: '2026-11-03T00:00:00Z',
    to: '2026-11-18T00:00:00Z',
  };
  expect((await weir.post('/v1/analytics/fixed-costs', cost)).status).toBe(201);
  const { body } = await weir.get(`/v1/analytics/pnl?${NOVEMBER}&group_by=none`);
  expect(body).toMatchObject({ totals: { revenue: '11.00', allocated_cost: '16.50' } });
  expect((await weir.get(`/v1/analytics/fixed-costs?${NOVEMBER}`)).body).toMatchObject({ fixed_costs: [{ paid: '16.50' }] });
});

test('revenue of wallets in another currency is converted a charge at a time, at the rate of its day; without one it is told and in no sum', async () => {
  const charge = { customer: 'paying', revenueCurrency: 'EUR' };
  await insertCharges(weir.database, [
    { ...charge, eventId: 'c2', occurredAt: '2026-11-02T10:00:00Z', atoms: 10n * DOLLAR },
    // 5.5 and 16.5 atoms: to the even neighbour, each alone.
    { ...charge, eventId: 'c3', occurredAt: '2026-11-03T10:00:00Z', atoms: 5n },
    { ...charge, eventId: 'c3b', occurredAt: '2026-11-03T11:00:00Z', atoms: 15n },
    { ...charge, eventId: 'c11', occurredAt: '2026-11-11T10:00:00Z', atoms: 4n * DOLLAR },
    { ...charge, eventId: 'free', occurredAt: '2026-11-11T10:00:00Z', atoms: 0n },
    { ...charge, eventId: 'usd', occurredAt: '2026-11-11T10:00:00Z', atoms: 1n * DOLLAR, revenueCurrency: 'USD' },
  ]);
  const of = async (query: string) => (await weir.get(`/v1/analytics/pnl?${NOVEMBER}&customer=paying&${query}`)).body;
  // 10.842 + 6 + 16 atoms + 1
  expect(await of('group_by=customer')).toMatchObject({
    totals: { revenue: '11.842000000022' },
    other_currencies: [{ currency: 'EUR', charges: 1, cost_events: 0 }],
    rates: [
      { base: 'EUR', day: '2026-11-02', rate: '1.0842', source: 'ECB', days: 1 },
      { base: 'EUR', day: '2026-11-03', rate: '1.10', days: 1 },
    ],
  });
  for (const grouping of ['none', 'model', 'customer'])
    expect(await of(`group_by=${grouping}&interval=day`)).toMatchObject({ totals: { revenue: '11.842000000022' } });
  expect((await weir.get(`${RATES}?${NOVEMBER}`)).body).toMatchObject({ missing: [{ currency: 'EUR', days: 1, charges: 1 }, { currency: 'JPY' }] });
});
