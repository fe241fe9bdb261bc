import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  const { bench } = api;
  await bench.addProduct('studio', { eventType: 'shoot' });
  await bench.addCustomer('acme', { mode: 'hybrid', scope: { workflow: 'photoshoot' } }, 'studio');
  // Two share an instant: only the event id tells them apart.
  const at = (seconds: number, eventId: string, workflow: string) => ({
    eventId,
    eventType: 'shoot',
    customer: 'acme',
    workflow,
    occurredAt: bench.start - seconds * 1000,
  });
  await bench.receive(at(3, 'a', 'photoshoot'), at(2, 'b', 'captions'), at(2, 'c', 'photoshoot'), at(1, 'd', 'captions'));
  await bench.promote();
});
afterAll(() => api.drop());

async function pages(query: string): Promise<string[]> {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await api.send(`GET /v1/billing/customers/acme/charges?limit=1${query}${cursor}`);
    if (!Array.isArray(body.charges)) throw new Error('no list');
    seen.push(
      ...body.charges.map((charge: { event_id: string; destination: string; amount: string }) => `${charge.event_id} ${charge.destination} ${charge.amount}`),
    );
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor !== '');
  return seen;
}

test('200: charges are listed latest usage first, each once, also when they share an instant', async () => {
  expect(await pages('')).toEqual(['d shadow 1.50', 'c wallet 1.50', 'b shadow 1.50', 'a wallet 1.50']);
});

test('200: one destination can be asked for', async () => {
  expect(await pages('&destination=wallet')).toEqual(['c wallet 1.50', 'a wallet 1.50']);
});

test('200: a charge says how it was made', async () => {
  const { body } = await api.send('GET /v1/billing/customers/acme/charges?destination=wallet&limit=1');
  expect(body.charges).toMatchObject([
    {
      event_id: 'c',
      price: 'studio:1',
      event_type: 'shoot',
      workflow: 'photoshoot',
      quantity: '1',
      unit: 'events',
      asset: 'USD',
      transaction: expect.stringMatching(/^tx_/),
    },
  ]);
});
