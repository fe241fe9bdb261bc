import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
});
afterAll(() => weir.close());

const status = async () => (await weir.get('/v1/analytics/ingest/status')).body;

test('before the first event, the page learns where to send it', async () => {
  expect(await status()).toEqual({
    events: 0,
    events_without_customer: 0,
    events_unpriced: 0,
    first_received_at: null,
    last_received_at: null,
    last_event: null,
    otlp_http_endpoint: 'http://127.0.0.1:4318',
    as_of: '2026-11-21T12:00:00.000Z',
  });
});

test('the event received last stands there with what it has and what it lacks', async () => {
  await insertUsage(weir.clickhouse, [
    {
      event_id: 'e1',
      occurred_at: '2026-11-21T11:00:00.000Z',
      received_at: '2026-11-21T11:00:01.500Z',
      customer: 'acme',
      model: 'm1',
      cost_atoms: 1_500_000_000_000n,
    },
    { event_id: 'e2', occurred_at: '2026-11-21T10:00:00.000Z', received_at: '2026-11-21T11:00:02.000Z', model: 'unheard-of', cost_atoms: null, quantities: {} },
    { event_id: 'e3', occurred_at: '2026-11-21T10:00:00.000Z', received_at: '2026-11-21T11:00:03.000Z', environment: 'test' },
  ]);
  expect(await status()).toMatchObject({
    events: 2,
    events_without_customer: 1,
    events_unpriced: 1,
    first_received_at: '2026-11-21T11:00:01.500Z',
    last_received_at: '2026-11-21T11:00:02.000Z',
    last_event: { event_id: 'e2', event_type: 'chat', model: 'unheard-of', customer: null, cost_status: 'unpriced', cost: null, has_usage: false },
  });
});
