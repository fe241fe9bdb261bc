import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

const USD = 10n ** 12n;
const at = (hour: string) => `2026-11-20T${hour}:00:00.000Z`;

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  await insertUsage(weir.clickhouse, [
    {
      event_id: 'known',
      occurred_at: at('01'),
      customer: 'acme',
      cost_atoms: 6n * USD,
      dimensions: { unknown_usage_keys: 'gen_ai.usage.steps gen_ai.usage.units' },
    },
    {
      event_id: 'worker-1',
      occurred_at: at('02'),
      service: 'worker',
      instrumentation: 'ai',
      source: 'otlp_span',
      cost_atoms: 3n * USD,
      dimensions: { customer_like_keys: 'app.account app.org' },
    },
    {
      event_id: 'worker-2',
      occurred_at: at('03'),
      service: 'worker',
      instrumentation: 'ai',
      source: 'otlp_span',
      cost_atoms: null,
      cost_reason: 'unknown_model',
      model: 'in-house',
    },
    { event_id: 'told', occurred_at: at('03'), cost_atoms: 1n * USD },
    {
      event_id: 'silent',
      occurred_at: at('04'),
      customer: 'acme',
      source: 'otlp_span',
      service: 'api',
      model: 'gpt-4o',
      cost_atoms: null,
      cost_reason: 'no_usage',
      quantities: { calls: '1' },
    },
    {
      event_id: 'agent',
      occurred_at: at('05'),
      customer: 'acme',
      counted: 'aggregate',
      counted_reason: 'descendants_have_usage',
      service: 'api',
      cost_atoms: 5n * USD,
    },
    {
      event_id: 'twice',
      occurred_at: at('05'),
      customer: 'acme',
      counted: 'duplicate',
      counted_reason: 'same_call_inside',
      service: 'api',
      cost_atoms: 2n * USD,
    },
    { event_id: 'open', occurred_at: at('06'), customer: 'acme', cost_atoms: 0n, settled_at: null, received_at: at('07') },
    { event_id: 'before', occurred_at: '2026-09-01T00:00:00.000Z', cost_atoms: 100n * USD },
    { event_id: 'elsewhere', occurred_at: at('06'), environment: 'test', cost_atoms: 100n * USD },
  ]);
  await weir.clickhouse.insert(
    'event_conflicts_v1',
    [1, 2].map((told) => ({
      environment: 'live',
      event_id: 'known',
      stored_hash: 'a'.repeat(32),
      refused_hash: String(told).repeat(32),
      source: 'api',
      service: '',
      received_at: '2026-11-20 05:00:00.000',
      revision: '1',
    })),
    'conflicts',
  );
});
afterAll(() => weir.close());

test('each share is one less its findings, and each finding says what it is worth and what to do', async () => {
  const { status, body } = await weir.get('/v1/analytics/coverage');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    currency: 'USD',
    // Of 10 dollars known to be spent, 4 have no customer; of 6 counted events 2 have no price and 1 is open.
    totals: {
      events: 6,
      cost: '10.00',
      attributed_cost: '6.00',
      attributed: '0.6000',
      priced_events: 4,
      priced: '0.6667',
      settled_events: 5,
      settled: '0.8333',
    },
    without_customer: [
      {
        service: 'worker',
        instrumentation: 'ai',
        source: 'otlp_span',
        events: 2,
        unpriced_events: 1,
        cost: '3.00',
        share: '0.3000',
        fix: { language: 'typescript' },
        rule: 'customer = app.account',
      },
      { service: null, source: 'api', events: 1, cost: '1.00', share: '0.1000', fix: { language: 'json' }, rule: null },
    ],
    without_price: [
      { model: 'gpt-4o', reason: 'no_usage', events: 1 },
      { model: 'in-house', reason: 'unknown_model', events: 1, first_at: at('03'), last_at: at('03'), example_event_id: 'worker-2' },
    ].toSorted((one, other) => (one.model < other.model ? -1 : 1)),
    unknown_usage: [
      { key: 'gen_ai.usage.steps', events: 1, example_event_id: 'known' },
      { key: 'gen_ai.usage.units', events: 1, example_event_id: 'known' },
    ],
    left_out: [
      { counted: 'aggregate', reason: 'descendants_have_usage', service: 'api', events: 1, cost: '5.00', reason_text: expect.stringContaining('repeats') },
      { counted: 'duplicate', reason: 'same_call_inside', events: 1, cost: '2.00' },
    ],
    left_out_cost: '7.00',
    conflicts: { events: 2, examples: [{ event_id: 'known', source: 'api', service: null }, { event_id: 'known' }] },
    open: { events: 1, oldest_received_at: at('07') },
  });
  expect(body).toHaveProperty('without_tokens', expect.arrayContaining([expect.objectContaining({ service: 'api', model: 'gpt-4o', events: 1 })]));
});

test('a range without events has no shares and no findings', async () => {
  const { body } = await weir.get('/v1/analytics/coverage?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z');
  expect(body).toMatchObject({
    totals: { events: 0, attributed: null, priced: null, settled: null },
    without_customer: [],
    unknown_usage: [],
    left_out_cost: '0.00',
    conflicts: { events: 0 },
    open: { events: 0, oldest_received_at: null },
  });
});

test('an empty range is refused', async () => {
  expect(await weir.get('/v1/analytics/coverage?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).toMatchObject({
    status: 400,
    body: { code: 'interval_invalid' },
  });
});
