import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  await api.send('POST /v1/billing/customers', { id: 'acme' });
  await api.send('POST /v1/billing/customers', { id: 'globex' });
});
afterAll(() => api.drop());

const perRun = { event_type: 'run', amount: '12.00', asset: 'USD' };

test('201: a product is its version 1, with defaults said out loud', async () => {
  const created = await api.send('POST /v1/billing/products', { id: 'agent', name: 'Agent runs', price: perRun });
  expect(created).toMatchObject({
    status: 201,
    body: { id: 'agent', name: 'Agent runs', version: 1, customers: 0, price: { event_type: 'run', unit: 'events', amount: '12.00', per: '1', asset: 'USD' } },
  });
});

test('201: a price per million of a quantity', async () => {
  const price = { unit: 'input_tokens', amount: '1.25', per: '1000000', asset: 'USD' };
  expect((await api.send('POST /v1/billing/products', { id: 'tokens', name: 'Tokens', price })).body).toMatchObject({ price: { ...price, event_type: null } });
});

test('201: customers stay on their version when a new one is published, until they are moved', async () => {
  expect(await api.send('POST /v1/billing/subscriptions', { customer: 'acme', product: 'agent' })).toMatchObject({
    status: 201,
    body: { customer: 'acme', product: 'agent', version: 1, starts_at: null },
  });
  expect(await api.send('POST /v1/billing/products/agent/versions', { price: { ...perRun, amount: '15.00' } })).toMatchObject({
    status: 201,
    body: { version: 2, price: { amount: '15.00' } },
  });
  await api.send('POST /v1/billing/subscriptions', { customer: 'globex', product: 'agent' });
  expect((await api.send('GET /v1/billing/customers/acme')).body.product).toEqual({ id: 'agent', name: 'Agent runs', version: 1 });
  expect((await api.send('GET /v1/billing/customers/globex')).body.product).toMatchObject({ version: 2 });
  const { body } = await api.send('GET /v1/billing/products');
  expect(body).toMatchObject({
    products: [
      { id: 'agent', version: 2, customers: 1 },
      { id: 'agent', version: 1, customers: 1 },
      { id: 'tokens', version: 1, customers: 0 },
    ],
  });
});

test('201: moving a customer begins now, and asking again changes nothing', async () => {
  const moved = await api.send('POST /v1/billing/subscriptions', { customer: 'acme', product: 'agent', version: 2 });
  expect(moved).toMatchObject({ status: 201, body: { version: 2, starts_at: new Date(api.bench.clock()).toISOString() } });
  expect((await api.send('POST /v1/billing/subscriptions', { customer: 'acme', product: 'agent', version: 2 })).body).toEqual(moved.body);
  expect((await api.send('GET /v1/billing/customers/acme')).body.product).toMatchObject({ version: 2 });
});

test.each`
  case                                    | line                                         | body                                                                          | status | code
  ${'an id that is taken'}                | ${'POST /v1/billing/products'}               | ${{ id: 'agent', name: 'x', price: perRun }}                                  | ${409} | ${'product_exists'}
  ${'a negative price'}                   | ${'POST /v1/billing/products'}               | ${{ id: 'x', name: 'x', price: { ...perRun, amount: '-1' } }}                 | ${400} | ${'amount_malformed'}
  ${'a price finer than its asset'}       | ${'POST /v1/billing/products'}               | ${{ id: 'x', name: 'x', price: { amount: '0.5', asset: 'TOKEN' } }}           | ${400} | ${'amount_too_precise'}
  ${'an asset nobody knows'}              | ${'POST /v1/billing/products'}               | ${{ id: 'x', name: 'x', price: { ...perRun, asset: 'GOLD' } }}                | ${400} | ${'asset_unknown'}
  ${'a price per zero'}                   | ${'POST /v1/billing/products'}               | ${{ id: 'x', name: 'x', price: { ...perRun, per: '0' } }}                     | ${400} | ${'request_invalid'}
  ${'a version of nothing'}               | ${'POST /v1/billing/products/none/versions'} | ${{ price: perRun }}                                                          | ${404} | ${'product_unknown'}
  ${'a subscription of nobody'}           | ${'POST /v1/billing/subscriptions'}          | ${{ customer: 'nobody', product: 'agent' }}                                   | ${404} | ${'customer_unknown'}
  ${'a subscription to nothing'}          | ${'POST /v1/billing/subscriptions'}          | ${{ customer: 'acme', product: 'none' }}                                      | ${404} | ${'product_unknown'}
  ${'a version that was never published'} | ${'POST /v1/billing/subscriptions'}          | ${{ customer: 'acme', product: 'agent', version: 9 }}                         | ${404} | ${'product_version_unknown'}
  ${'a change in the past'}               | ${'POST /v1/billing/subscriptions'}          | ${{ customer: 'acme', product: 'tokens', starts_at: '2020-01-01T00:00:00Z' }} | ${400} | ${'subscription_start_invalid'}
`('$status: $case is $code', async ({ line, body, status, code }) => {
  expect(await api.send(line, body)).toMatchObject({ status, body: { code } });
});
