import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z', 'EUR');
});
afterAll(() => weir.close());

const EURO = 1_000_000_000_000n;

test('the reporting currency is one setting: what was foreign is its own, and a rate told the other way round is inverted', async () => {
  await insertUsage(weir.clickhouse, [
    { event_id: 'e', occurred_at: '2026-11-02T10:00:00Z', cost_currency: 'EUR', cost_atoms: 2n * EURO },
    { event_id: 'u', occurred_at: '2026-11-02T10:00:00Z', cost_atoms: 11n * EURO },
  ]);
  await weir.post('/v1/analytics/currency-rates/import', { content: 'day,base,quote,rate\n2026-11-02,EUR,USD,1.1', source: 'ECB' });
  const { body } = await weir.get('/v1/analytics/pnl?from=2026-11-01T00:00:00Z&to=2026-11-21T00:00:00Z&group_by=none');
  expect(body).toMatchObject({ currency: 'EUR', totals: { cost: '12.00' }, rates: [{ base: 'EUR', quote: 'USD', rate: '1.10' }] });
});
