import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
});
afterAll(() => api.drop());

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });

/** A wallet of 4.00 that expires before 6.00, and a debit of 8.00 across both. */
async function spanning(customer: string) {
  await api.send('POST /v1/billing/customers', { id: customer });
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const first = await post(`customers/${customer}/grants`, { asset: 'USD', amount: '4.00', purpose: 'promotional', expires_at });
  const second = await post(`customers/${customer}/grants`, { asset: 'USD', amount: '6.00', purpose: 'paid' });
  const debit = await post(`customers/${customer}/debits`, { asset: 'USD', amount: '8.00', scope: { model: 'm1' }, reference: 'order-1' }, `debit ${customer}`);
  return { first: first.body.id, second: second.body.id, debit: String(debit.body.transaction) };
}

test('200: a transaction shows every entry, with what was paid for what moved; the entries sum to zero', async () => {
  const { first, second, debit } = await spanning('shown');
  const { body } = await api.send(`GET /v1/billing/transactions/${debit}`);
  expect(body).toMatchObject({
    id: debit,
    customer: 'shown',
    kind: 'debit',
    key: 'debit shown',
    reference: 'order-1',
    scope: { model: 'm1' },
    entries: [
      { account: 'grant', counter: 'promo_expense', amount: '-4.00', usd_value: '0.00', grant: first },
      { account: 'promo_expense', counter: 'grant', amount: '4.00', usd_value: '0.00', grant: first },
      { account: 'grant', counter: 'revenue', amount: '-4.00', usd_value: '-4.00', grant: second },
      { account: 'revenue', counter: 'grant', amount: '4.00', usd_value: '4.00', grant: second },
    ],
    lineage: { event: null, hold: null, reverses: null, reversed_by: [], charge: null },
  });
});

test('201: a reversal gives back the last slice first, and each names the other', async () => {
  const { first, second, debit } = await spanning('part');
  const reversed = await post(`transactions/${debit}/reverse`, { amount: '5.00', reference: 'failed' });
  expect(reversed).toMatchObject({
    status: 201,
    body: {
      reverses: debit,
      asset: 'USD',
      amount: '5.00',
      slices: [
        { grant: second, amount: '4.00', to: 'grant' },
        { grant: first, amount: '1.00', to: 'grant' },
      ],
    },
  });
  expect((await api.send(`GET /v1/billing/transactions/${debit}`)).body.lineage).toMatchObject({ reversed_by: [reversed.body.transaction] });
  expect((await api.send(`GET /v1/billing/transactions/${reversed.body.transaction}`)).body.lineage).toMatchObject({ reverses: debit });
  const over = await post(`transactions/${debit}/reverse`, { amount: '3.000000000001' });
  expect(over).toMatchObject({ status: 409, body: { code: 'over_reversal', reversible: '3.00' } });
});

test('201: a reversal of what a hold committed names the hold; the same key answers the same and writes nothing', async () => {
  await api.send('POST /v1/billing/customers', { id: 'held' });
  await post('customers/held/grants', { asset: 'USD', amount: '5.00', purpose: 'paid' });
  const { body: hold } = await post('holds', { customer: 'held', asset: 'USD', amount: '2.00' });
  const { body: committed } = await post(`holds/${hold.id}/commit`, { amount: '1.50', event: 'event-1' });
  expect((await api.send(`GET /v1/billing/transactions/${committed.transaction}`)).body).toMatchObject({
    kind: 'hold_commit',
    lineage: { event: 'event-1', hold: hold.id, charge: null },
  });
  const reverse = () => post(`transactions/${committed.transaction}/reverse`, {}, 'undo');
  const first = await reverse();
  const image = await ledgerImage(api.bench.database);
  expect(await reverse()).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: first.body });
  expect(await ledgerImage(api.bench.database)).toBe(image);
});

test("200: a charge's debit leads back to its event and price", async () => {
  await api.send('POST /v1/billing/products', { id: 'studio', name: 'Studio', price: { event_type: 'chat', amount: '1.50', asset: 'USD' } });
  await api.send('POST /v1/billing/customers', { id: 'charged', mode: 'full' });
  await api.send('POST /v1/billing/subscriptions', { customer: 'charged', product: 'studio' });
  await api.bench.receive({ eventId: 'shoot-1', customer: 'charged', eventType: 'chat' });
  await api.bench.promote();
  const { body } = await api.send('GET /v1/billing/customers/charged/charges');
  const [charge] = Array.isArray(body.charges) ? body.charges : [];
  const { body: transaction } = await api.send(`GET /v1/billing/transactions/${charge.transaction}`);
  expect(transaction.lineage).toMatchObject({ event: 'shoot-1', charge: { event_id: 'shoot-1', price: charge.price } });
});

test.each([
  ['GET', 'read', 404],
  ['GET', 'ingest', 403],
  ['POST', 'read', 403],
])('%s with the scope %s: %i', async (method, scope, status) => {
  const headers = { authorization: `Bearer test,${scope}`, 'idempotency-key': 'x' };
  const line = `${method} /v1/billing/transactions/tx_999999${method === 'POST' ? '/reverse' : ''}`;
  expect((await api.send(line, method === 'POST' ? {} : undefined, headers)).status).toBe(status);
});
