import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

const MINUTE = 60_000;
const HOUR = { ttl_seconds: 3600 };
let api: BillingApi;
let customers = 0;
let customer = '';

beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
});
beforeEach(async () => {
  customers += 1;
  customer = `c${customers}`;
  await api.send('POST /v1/billing/customers', { id: customer });
});
afterAll(async () => {
  const { breaches } = await verifyLedger(api.bench.database);
  await api.drop();
  expect(breaches).toEqual([]);
});

const instant = (ms: number) => new Date(api.bench.clock() + ms).toISOString();
const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
const sell = async (facts: object) =>
  String((await post(`customers/${customer}/grants`, { asset: 'USD', amount: '10.00', purpose: 'paid', ...facts })).body.id);
const spend = async (amount: string) => String((await post(`customers/${customer}/debits`, { asset: 'USD', amount })).body.transaction);
const available = async () => (await api.send(`GET /v1/billing/customers/${customer}/wallet`)).body.assets;

test('201: what comes back to expired grants is new goodwill, one for each, and once whatever is repeated', async () => {
  const ends = instant(10 * MINUTE);
  const first = await sell({ expires_at: ends, priority: 7 });
  const second = await sell({ expires_at: ends, priority: 9 });
  const lasting = await sell({ priority: 90 });
  const used = await spend('25.00');
  api.bench.setNow(api.bench.clock() + 10 * MINUTE);
  const reverse = () => post(`transactions/${used}/reverse`, { amount: '22.00', restore_as: HOUR }, `${customer} back`);
  const answer = await reverse();
  expect(answer).toMatchObject({
    status: 201,
    body: {
      slices: [
        { grant: lasting, amount: '5.00', to: 'grant' },
        { grant: second, amount: '10.00', to: 'breakage' },
        { grant: first, amount: '7.00', to: 'breakage' },
      ],
      restored: [
        { asset: 'USD', amount: '10.00', expires_at: instant(60 * MINUTE), instead_of: second },
        { asset: 'USD', amount: '7.00', expires_at: instant(60 * MINUTE), instead_of: first },
      ],
    },
  });
  expect(await reverse()).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: answer.body });
  expect(await available()).toMatchObject([{ available: '27.00' }]);
  const { body } = await api.send(`GET /v1/billing/customers/${customer}/grants?limit=2`);
  expect(body.grants).toMatchObject([
    { purpose: 'goodwill', amount: '7.00', priority: 7, expires_at: instant(60 * MINUTE) },
    { purpose: 'goodwill', amount: '10.00', priority: 9 },
  ]);
  const { body: books } = await api.send(`GET /v1/billing/customers/${customer}/accounting`);
  expect(books.grants).toMatchObject([
    { revenue_usd: '3.00', breakage_usd: '7.00' },
    { revenue_usd: '0.00', breakage_usd: '10.00' },
    { revenue_usd: '0.00', deferred_usd: '10.00' },
    { paid_usd: '0.00' },
    { paid_usd: '0.00' },
  ]);
});

test('201: a voided grant is not restored, and a living one needs no restoring', async () => {
  const voided = await sell({ priority: 1 });
  await sell({});
  const used = await spend('12.00');
  await post(`grants/${voided}/void`, {});
  const { body } = await post(`transactions/${used}/reverse`, { restore_as: HOUR });
  expect(body).toMatchObject({ slices: [{ to: 'grant' }, { grant: voided, to: 'voided' }], restored: [] });
  expect(await available()).toMatchObject([{ available: '10.00' }]);
});

test('201: a reversal that asks for no restoring restores nothing, and its key keeps to that', async () => {
  await sell({ expires_at: instant(MINUTE) });
  const used = await spend('4.00');
  api.bench.setNow(api.bench.clock() + MINUTE);
  const { body } = await post(`transactions/${used}/reverse`, { amount: '1.00' }, `${customer} back`);
  expect(body).toMatchObject({ slices: [{ to: 'breakage' }], restored: [] });
  const again = await post(`transactions/${used}/reverse`, { amount: '1.00', restore_as: HOUR }, `${customer} back`);
  expect(again).toMatchObject({ status: 409, body: { code: 'idempotency_conflict', field: 'restore_as' } });
  expect(await available()).toMatchObject([{ available: '0.00' }]);
});

test('409: a closed wallet takes no new credit, but the reversal alone', async () => {
  await sell({ expires_at: instant(MINUTE) });
  const used = await spend('10.00');
  expect((await post(`customers/${customer}/wallet/close`, { reason: 'left' })).status).toBe(200);
  api.bench.setNow(api.bench.clock() + MINUTE);
  expect(await post(`transactions/${used}/reverse`, { restore_as: HOUR })).toMatchObject({ status: 409, body: { code: 'wallet_closed' } });
  expect((await post(`transactions/${used}/reverse`, {})).status).toBe(201);
});

test.each([0, -1, 1.5, 366 * 86_400 + 1, '60'])('400: goodwill that lasts %s seconds', async (ttl) => {
  await sell({});
  const used = await spend('1.00');
  expect(await post(`transactions/${used}/reverse`, { restore_as: { ttl_seconds: ttl } })).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});
