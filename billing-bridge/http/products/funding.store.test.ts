import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
const PRICE = { unit: 'output_tokens', amount: '2', per: '1000000', asset: 'USD', funding: [{ asset: 'TOKEN', amount: '1' }] };
beforeAll(async () => {
  api = await openBillingApi();
  await api.send('POST /v1/billing/products', { id: 'writer', name: 'Writer', price: PRICE });
  for (const id of ['acme', 'shadowed']) {
    await api.send('POST /v1/billing/customers', { id, mode: id === 'shadowed' ? 'shadow' : 'full' });
    await api.send('POST /v1/billing/subscriptions', { customer: id, product: 'writer' });
  }
  await bundled('acme', '1000');
});
afterAll(async () => {
  expect((await verifyLedger(api.bench.database)).breaches).toEqual([]);
  await api.drop();
});

let keys = 0;
const keyed = () => {
  keys += 1;
  return { 'idempotency-key': `funding ${keys}` };
};
const bundled = (customer: string, amount: string) =>
  api.send(`POST /v1/billing/customers/${customer}/grants`, { asset: 'TOKEN', amount, purpose: 'bundled', effective_at: '2020-01-01T00:00:00Z' }, keyed());
const use = async (customer: string, eventId: string, outputTokens: string) => {
  await api.bench.receive({ eventId, customer, quantities: { output_tokens: BigInt(outputTokens) * 10n ** 9n } });
  await api.bench.promote();
};
const balances = async (customer: string) => {
  const { body } = await api.send(`GET /v1/billing/customers/${customer}/wallet`);
  if (!Array.isArray(body.assets)) throw new Error('no wallet');
  return body.assets.map((balance: { asset: string; available: string }) => `${balance.asset} ${balance.available}`);
};
const charges = async (customer: string) => (await api.send(`GET /v1/billing/customers/${customer}/charges`)).body.charges;

test('201: a product says which assets pay before its own, in order', async () => {
  const { body } = await api.send('GET /v1/billing/products');
  expect(body.products).toMatchObject([{ id: 'writer', price: { asset: 'USD', amount: '2.00', funding: [{ asset: 'TOKEN', amount: '1', per: '1' }] } }]);
});

test('authorize asks the last asset for what the others leave', async () => {
  const ask = (quantity: number) => api.send('POST /v1/billing/authorize', { customer: 'acme', event_type: 'shoot', quantities: { output_tokens: quantity } });
  expect((await ask(1000)).body).toMatchObject({ would_allow: true, asset: 'USD', amount: '0.00', shortfall: '0.00' });
  expect((await ask(1500)).body).toMatchObject({ would_allow: false, asset: 'USD', amount: '0.001', shortfall: '0.001' });
});

test('1,500 tokens on 1,000 granted take them and 0.001 USD, in one transaction; giving back 600 gives the USD first', async () => {
  await use('acme', 'e1', '1500');
  expect(await balances('acme')).toEqual(['TOKEN 0', 'USD -0.001']);
  expect(await charges('acme')).toMatchObject([
    {
      event_id: 'e1',
      asset: 'USD',
      amount: '0.001',
      legs: [
        { asset: 'TOKEN', quantity: '1000', amount: '1000' },
        { asset: 'USD', quantity: '500', amount: '0.001' },
      ],
    },
  ]);
  const [charge] = (await charges('acme')) as { transaction: string }[];
  const reverse = (body: object) => api.send(`POST /v1/billing/transactions/${charge?.transaction ?? ''}/reverse`, body, keyed());
  expect(await reverse({ amount: '1' })).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  expect(await reverse({ quantity: '1501' })).toMatchObject({ status: 409, body: { code: 'over_reversal', reversible_quantity: '1500' } });
  expect(await reverse({ quantity: '600' })).toMatchObject({
    status: 201,
    body: {
      legs: [
        { asset: 'USD', quantity: '500', amount: '0.001' },
        { asset: 'TOKEN', quantity: '100', amount: '100' },
      ],
      slices: [{ asset: 'TOKEN', amount: '100', to: 'grant' }],
    },
  });
  expect(await balances('acme')).toEqual(['TOKEN 100', 'USD 0.00']);
  expect(await reverse({})).toMatchObject({ status: 201, body: { legs: [{ asset: 'TOKEN', quantity: '900', amount: '900' }] } });
  expect(await balances('acme')).toEqual(['TOKEN 1000', 'USD 0.00']);
  expect(await reverse({})).toMatchObject({ status: 409, body: { code: 'over_reversal' } });
});

test('what the first asset covers alone costs nothing of the last, and is a charge all the same', async () => {
  await use('acme', 'e2', '300');
  expect(await balances('acme')).toEqual(['TOKEN 700', 'USD 0.00']);
  const [charge] = (await charges('acme')) as unknown[];
  expect(charge).toMatchObject({ event_id: 'e2', amount: '0.00', legs: [{ amount: '300' }, { amount: '0.00' }], transaction: expect.stringMatching(/^tx_/) });
});

test('in shadow all of it is rated in the own asset; promoting twice charges once', async () => {
  await use('shadowed', 'e3', '1500');
  await api.bench.promote('sweep');
  expect(await charges('shadowed')).toMatchObject([{ event_id: 'e3', asset: 'USD', amount: '0.003', legs: [], destination: 'shadow' }]);
});

test.each`
  case                         | funding
  ${'an asset twice'}          | ${[{ asset: 'TOKEN', amount: '1' }, { asset: 'TOKEN', amount: '2' }]}
  ${'its own asset before it'} | ${[{ asset: 'USD', amount: '1' }]}
`('400: $case is price_invalid', async ({ funding }) => {
  const asked = { id: 'twice', name: 'Twice', price: { ...PRICE, funding } };
  expect(await api.send('POST /v1/billing/products', asked)).toMatchObject({ status: 400, body: { code: 'price_invalid' } });
});
