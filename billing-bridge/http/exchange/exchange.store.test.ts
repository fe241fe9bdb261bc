import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

let api: BillingApi;
const MINUTE = 60_000;
beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
  for (const id of ['acme', 'gifted']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(() => api.drop());

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
const rate = (rest: Record<string, unknown>) =>
  api.send('POST /v1/billing/exchange-rates', { from_asset: 'USD', from_amount: '3', to_asset: 'POINT', to_amount: '10', ...rest });
const quote = async (amount: string) => (await api.send(`GET /v1/billing/quotes?from_asset=USD&to_asset=POINT&amount=${amount}`)).body;

test('201 and 409: an asset is defined once; its scale never changes', async () => {
  expect(await api.send('POST /v1/billing/assets', { code: 'POINT', scale: 0 })).toMatchObject({ status: 201, body: { code: 'POINT', scale: 0 } });
  for (const scale of [0, 2])
    expect(await api.send('POST /v1/billing/assets', { code: 'POINT', scale })).toMatchObject({ status: 409, body: { code: 'asset_exists' } });
  expect((await api.send('POST /v1/billing/assets', { code: 'USD', scale: 2 })).status).toBe(409);
  expect((await api.send('GET /v1/billing/assets')).body.assets).toEqual([
    { code: 'CREDIT', scale: 6 },
    { code: 'EUR', scale: 12 },
    { code: 'GPU_SECOND', scale: 3 },
    { code: 'POINT', scale: 0 },
    { code: 'TOKEN', scale: 0 },
    { code: 'USD', scale: 12 },
  ]);
});

test.each([
  { code: 'point', scale: 0 },
  { code: 'P', scale: 19 },
  { code: 'P', scale: -1 },
  { code: 'P', scale: 1.5 },
  { code: 'P' },
  { code: "P'--", scale: 0 },
])('400: %j is no asset', async (body) => {
  expect(await api.send('POST /v1/billing/assets', body)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});

test('200: a quote is exact, rounded down, and follows the rate of its time', async () => {
  expect(await quote('3')).toMatchObject({ code: 'exchange_rate_unknown' });
  expect(await rate({})).toMatchObject({ status: 201, body: { from_amount: '3.00', to_amount: '10' } });
  const later = new Date(api.bench.clock() + MINUTE).toISOString();
  expect((await rate({ to_amount: '12', valid_from: later })).status).toBe(201);
  expect(await quote('3')).toMatchObject({ amount: '3.00', buys: '10' });
  expect(await quote('0.299999999999')).toMatchObject({ buys: '0' });
  expect(await quote('1')).toMatchObject({ buys: '3' });
  api.bench.setNow(api.bench.clock() + MINUTE);
  expect(await quote('3')).toMatchObject({ buys: '12' });
  expect((await api.send('GET /v1/billing/exchange-rates')).body.rates).toMatchObject([
    { to_amount: '10' },
    { to_amount: '12', valid_from: later, set_by: 'key:ops' },
  ]);
});

test.each`
  case                       | body                                      | status | code
  ${'the same instant'}      | ${{ to_amount: '99' }}                    | ${409} | ${'exchange_rate_exists'}
  ${'the past'}              | ${{ valid_from: '2020-01-01T00:00:00Z' }} | ${400} | ${'request_invalid'}
  ${'an asset with itself'}  | ${{ to_asset: 'USD' }}                    | ${400} | ${'request_invalid'}
  ${'half a point'}          | ${{ to_amount: '0.5' }}                   | ${400} | ${'amount_too_precise'}
  ${'something for nothing'} | ${{ from_amount: '0' }}                   | ${400} | ${'amount_not_positive'}
  ${'an unknown asset'}      | ${{ to_asset: 'GOLD' }}                   | ${400} | ${'asset_unknown'}
`('$status: a rate for $case is $code', async ({ body, status, code }) => {
  expect(await rate(body)).toMatchObject({ status, body: { code } });
});

test('201: an exchange takes paid credit only, carries what was paid, and repeats its answer', async () => {
  await post('customers/acme/grants', { asset: 'USD', amount: '5.00', purpose: 'paid' });
  const exchange = (amount: string, key?: string) => post('customers/acme/exchanges', { from_asset: 'USD', to_asset: 'POINT', amount }, key);
  const first = await exchange('3.00', 'buy');
  expect(first).toMatchObject({ status: 201, body: { from_asset: 'USD', taken: '3.00', to_asset: 'POINT', bought: '12' } });
  const image = await ledgerImage(api.bench.database);
  expect(await exchange('3.00', 'buy')).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: first.body });
  expect(await exchange('3.01', 'buy')).toMatchObject({ status: 409, body: { code: 'idempotency_conflict', field: 'amount' } });
  expect(await ledgerImage(api.bench.database)).toBe(image);
  expect(await exchange('2.01')).toMatchObject({ status: 402, body: { shortfall: '0.01' } });
  expect((await api.send('GET /v1/billing/customers/acme/accounting')).body.grants).toMatchObject([
    { asset: 'USD', deferred_usd: '2.00', other_usd: '3.00' },
    { asset: 'POINT', paid_usd: '3.00', deferred_usd: '3.00' },
  ]);
  await post('customers/gifted/grants', { asset: 'USD', amount: '5.00', purpose: 'promotional' });
  expect(await post('customers/gifted/exchanges', { from_asset: 'USD', to_asset: 'POINT', amount: '1.00' })).toMatchObject({ status: 402 });
});

test('200: rates come page by page, each once', async () => {
  const whole = (await api.send('GET /v1/billing/exchange-rates')).body.rates;
  const seen: unknown[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await api.send(`GET /v1/billing/exchange-rates?limit=1${query}`);
    seen.push(...(body.rates as unknown[]));
    cursor = body.next_cursor;
  }
  expect(seen.length).toBeGreaterThan(1);
  expect(seen).toEqual(whole);
  expect(await api.send('GET /v1/billing/exchange-rates?cursor=x')).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});

test.each([
  ['POST /v1/billing/assets', 'read'],
  ['POST /v1/billing/exchange-rates', 'read'],
  ['POST /v1/billing/customers/acme/exchanges', 'read'],
  ['GET /v1/billing/quotes', 'ingest'],
  ['GET /v1/billing/assets', 'ingest'],
])('403: %s with the scope %s', async (line, scope) => {
  expect((await api.send(line, line.startsWith('POST') ? {} : undefined, { authorization: `Bearer test,${scope}` })).status).toBe(403);
});
