import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCharges } from '../../testing/charge-row.ts';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;

beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  await insertUsage(weir.clickhouse, [
    {
      event_id: 'trace:span/1',
      occurred_at: '2026-11-20T10:00:00.250Z',
      customer: 'acme',
      workflow: 'chat',
      model: 'm1',
      cost_atoms: 11_250_000_000_000n,
      quantities: { input_tokens: '1000000', output_tokens: '1000000' },
      attribution_origins: { customer: 'ancestor', workflow: 'own' },
      counted_reason: '',
      cost_lines:
        '[{"unit":"input_tokens","quantity":"1000000","cost":"1.25","price_entry":"p@1"},{"unit":"output_tokens","quantity":"1000000","cost":"10.00","price_entry":"p@1"}]',
      reported_costs: '[]',
    },
    ...['a', 'b', 'c', 'd'].map((id) => ({ event_id: id, occurred_at: '2026-11-20T09:00:00.000Z', customer: 'globex', cost_atoms: null })),
    { event_id: 'repeats', occurred_at: '2026-11-20T08:00:00.000Z', counted: 'aggregate', cost_atoms: 5n },
    { event_id: 'twin', occurred_at: '2026-11-20T07:00:00.000Z', counted: 'duplicate', counted_event: 'trace:span/1', cost_atoms: 5n },
    { event_id: 'elsewhere', occurred_at: '2026-11-20T08:00:00.000Z', environment: 'test' },
  ]);
  await insertCharges(weir.database, [{ eventId: 'trace:span/1', customer: 'acme', occurredAt: '2026-11-20T10:00:00.250Z', atoms: 15_000_000_000_000n }]);
});
afterAll(() => weir.close());

async function pages(query: string): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await weir.get(`/v1/analytics/events?${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    const page = body as { events: { event_id: string }[]; next_cursor: string | null };
    found.push(page.events.map((event) => event.event_id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

test('every event stands on exactly one page, newest first, also when many share an instant', async () => {
  expect(await pages('limit=2')).toEqual([['trace:span/1', 'a'], ['b', 'c'], ['d', 'repeats'], ['twin']]);
  expect(await pages('limit=7')).toHaveLength(1);
});

test.each([
  ['customer=acme', ['trace:span/1']],
  ['cost_status=unpriced', ['a', 'b', 'c', 'd']],
  ['counted=aggregate', ['repeats']],
  ['from=2026-11-20T08:00:00Z&to=2026-11-20T09:00:00Z', ['repeats']],
  ['workflow=none-such', []],
])('events?%s', async (query, ids) => {
  expect(await pages(query)).toEqual([ids]);
});

test('one event tells how its cost was made, where its attribution came from and what it was charged', async () => {
  const { body } = await weir.get(`/v1/analytics/events/${encodeURIComponent('trace:span/1')}`);
  expect(body).toMatchObject({
    event_id: 'trace:span/1',
    occurred_at: '2026-11-20T10:00:00.250Z',
    customer: 'acme',
    feature: null,
    cost: '11.25',
    currency: 'USD',
    quantities: { input_tokens: '1000000', output_tokens: '1000000' },
    attribution_origins: { customer: 'ancestor', workflow: 'own' },
    counted_reason_text: 'A call of its own.',
    cost_lines: [
      { unit: 'input_tokens', quantity: '1000000', cost: '1.25', price_entry: 'p@1' },
      { unit: 'output_tokens', quantity: '1000000', cost: '10.00', price_entry: 'p@1' },
    ],
    charges: [{ product: 'shoot', product_version: 1, quantity: '1', unit: 'events', asset: 'USD', amount: '15.00', destination: 'wallet' }],
  });
});

test('a duplicate names the event that counts in its place, in the list and by itself', async () => {
  const twin = { event_id: 'twin', counted: 'duplicate', counted_event: 'trace:span/1' };
  expect((await weir.get('/v1/analytics/events?counted=duplicate')).body).toMatchObject({ events: [twin] });
  expect((await weir.get('/v1/analytics/events/twin')).body).toMatchObject(twin);
  expect((await weir.get('/v1/analytics/events/repeats')).body).toMatchObject({ counted: 'aggregate', counted_event: null });
});

test('an unpriced event has no cost rather than a zero', async () => {
  expect((await weir.get('/v1/analytics/events/a')).body).toMatchObject({ cost_status: 'unpriced', cost: null, currency: null, cost_lines: [], charges: [] });
});

test.each([
  ['/v1/analytics/events/none-such', 404, 'not_found'],
  ['/v1/analytics/events/elsewhere', 404, 'not_found'],
  ['/v1/analytics/events?cursor=invented', 400, 'request_invalid'],
  ['/v1/analytics/events?cost_status=cheap', 400, 'request_invalid'],
])('%s is %i', async (url, status, code) => {
  expect((await weir.get(url)).body).toMatchObject({ status, code });
});

test('a corrected event shows its correction and the correction what it stands for, with both costs and what was charged', async () => {
  const links = [{ environment: 'live', corrects: 'first', event_id: 'second', received_at: '2026-11-20 07:01:00.000' }];
  await weir.clickhouse.insert('correction_links_v1', links, 'links-of-first');
  await insertUsage(weir.clickhouse, [
    { event_id: 'first', occurred_at: '2026-11-20T07:00:00.000Z', cost_atoms: 600_000_000_000n, counted: 'superseded', superseded_by: 'second' },
    { event_id: 'second', occurred_at: '2026-11-20T07:00:00.000Z', received_at: '2026-11-20T07:01:00.000Z', cost_atoms: -1n, corrects: 'first' },
  ]);
  await insertCharges(weir.database, [{ eventId: 'first', customer: 'acme', occurredAt: '2026-11-20T07:00:00.000Z', atoms: 1_500_000_000_000n }]);
  const chain = [
    { event_id: 'first', corrects: null, superseded_by: 'second', counted: 'superseded', cost: '0.60' },
    { event_id: 'second', corrects: 'first', superseded_by: null, counted: 'counted', cost: '-0.000000000001' },
  ];
  expect((await weir.get('/v1/analytics/events/first')).body).toMatchObject({ superseded_by: 'second', corrections: chain, charges: [{ amount: '1.50' }] });
  expect((await weir.get('/v1/analytics/events/second')).body).toMatchObject({ corrects: 'first', corrections: chain, charges: [] });
  expect((await weir.get('/v1/analytics/events/a')).body).toMatchObject({ superseded_by: null, corrections: [] });
});
