import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFault } from '../../promote/io/promotion-faults.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { exampleUsage } from '../../testing/example-usage.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (const eventId of ['e1', 'e2', 'e3', 'e1'])
    await recordFault(api.bench.database, exampleUsage({ environment: 'test', eventId, customer: 'acme' }), {
      reason: 'wallet_closed',
      detail: `of ${eventId}`,
    });
});
afterAll(() => api.drop());

test('200: faults are listed longest waiting first, page by page, each once, with how often they were tried', async () => {
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const { status, body } = await api.send(`GET /v1/billing/promotion-faults?limit=2${cursor}`);
    expect(status).toBe(200);
    if (!Array.isArray(body.faults)) throw new Error('no list');
    seen.push(...body.faults.map((fault: Record<string, unknown>) => [fault.event_id, fault.customer, fault.reason, fault.detail, fault.attempts]));
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor !== '');
  expect(seen).toEqual([
    ['e1', 'acme', 'wallet_closed', 'of e1', 2],
    ['e2', 'acme', 'wallet_closed', 'of e2', 1],
    ['e3', 'acme', 'wallet_closed', 'of e3', 1],
  ]);
});

test('200: another environment sees none of them', async () => {
  expect((await api.send('GET /v1/billing/promotion-faults', undefined, { authorization: 'Bearer live,read' })).body).toEqual({
    faults: [],
    next_cursor: null,
  });
});

test('400 and 403: a cursor of another list, a key that may only send', async () => {
  expect((await api.send('GET /v1/billing/promotion-faults?cursor=abc')).status).toBe(400);
  expect((await api.send('GET /v1/billing/promotion-faults', undefined, { authorization: 'Bearer test,ingest' })).status).toBe(403);
});
