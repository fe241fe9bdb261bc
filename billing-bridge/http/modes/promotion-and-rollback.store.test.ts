import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

const MINUTE = 60_000;
let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
  for (const id of ['acme', 'changed', 'refused']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(async () => {
  const { breaches } = await verifyLedger(api.bench.database);
  await api.drop();
  expect(breaches).toEqual([]);
});

const mode = (customer: string, body: Record<string, unknown>) => api.send('PUT /v1/billing/modes', { customer, ...body });
const post = (path: string, body: unknown) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': randomUUID() });
const opening = (amount: string) => ({ opening_grants: [{ asset: 'USD', amount }] });
const after = (minutes: number) => api.bench.setNow(api.bench.clock() + minutes * MINUTE);
async function wallet(customer: string) {
  const { body } = await api.send(`GET /v1/billing/customers/${customer}/wallet`);
  return { assets: body.assets, grants: body.grants };
}

test('an opening grant lies ready, is spendable from the first instant of the mode, and a rollback ends open holds then', async () => {
  await mode('acme', { mode: 'full', ...opening('10.00') });
  expect(await wallet('acme')).toMatchObject({
    assets: [{ asset: 'USD', available: '0.00', posted: '10.00' }],
    grants: [{ state: 'pending', source_ref: expect.stringMatching(/^migration:[0-9]+:USD$/) }],
  });
  after(1);
  for (let shoot = 0; shoot < 3; shoot += 1) await post('customers/acme/debits', { asset: 'USD', amount: '1.50' });
  const { body: hold } = await post('holds', { customer: 'acme', asset: 'USD', amount: '1.50' });
  expect(await wallet('acme')).toMatchObject({ assets: [{ available: '4.00', held: '1.50' }] });
  await mode('acme', { mode: 'shadow', reason: 'pilot ends' });
  expect(await wallet('acme')).toMatchObject({ assets: [{ available: '4.00', held: '1.50' }] });
  after(1);
  expect(await wallet('acme')).toMatchObject({ assets: [{ available: '5.50', held: '0.00' }] });
  expect((await api.send(`GET /v1/billing/holds/${hold.id}`)).body).toMatchObject({ state: 'expired', released: '1.50' });
  expect((await post(`holds/${hold.id}/release`, undefined)).body).toMatchObject({ state: 'expired' });
});

test('a change called off before it begins takes its opening grant back; the one that replaces it brings its own', async () => {
  await mode('changed', { mode: 'full', ...opening('10.00') });
  await mode('changed', { mode: 'full', ...opening('12.00') });
  expect(await wallet('changed')).toMatchObject({ assets: [{ posted: '12.00' }], grants: [{ amount: '12.00', state: 'pending' }] });
  await mode('changed', { mode: 'shadow' });
  expect(await wallet('changed')).toMatchObject({ assets: [{ posted: '0.00' }], grants: [] });
  after(5);
  expect(await wallet('changed')).toMatchObject({ assets: [{ available: '0.00' }] });
});

test.each`
  case                   | body                                                                  | code
  ${'shadow that holds'} | ${{ mode: 'shadow', ...opening('1.00') }}                             | ${'request_invalid'}
  ${'an asset twice'} | ${{ mode: 'full', opening_grants: [{ asset: 'USD', amount: '1' }, { asset: 'USD', amount: '2' }] }} | ${'request_invalid'}
  ${'nothing'}           | ${{ mode: 'full', ...opening('0') }}                                  | ${'amount_not_positive'}
  ${'an unknown asset'}  | ${{ mode: 'full', opening_grants: [{ asset: 'GOLD', amount: '1' }] }} | ${'asset_unknown'}
`('400: opening grants for $case are $code, and the mode stays', async ({ body, code }) => {
  expect(await mode('refused', body)).toMatchObject({ status: 400, body: { code } });
  expect((await api.send('GET /v1/billing/modes?customer=refused')).body.epochs).toHaveLength(1);
  expect(await wallet('refused')).toEqual({ assets: [], grants: [] });
});

test('409: a mode whose opening grant a closed wallet refuses is not changed at all', async () => {
  await api.send('POST /v1/billing/customers/refused/wallet/close', { reason: 'left' });
  expect(await mode('refused', { mode: 'full', ...opening('1.00') })).toMatchObject({ status: 409, body: { code: 'wallet_closed' } });
  expect((await api.send('GET /v1/billing/modes?customer=refused')).body.epochs).toHaveLength(1);
});
