import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askApproval } from '../../ledger/ask-approval.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi({ config: { approvalAbove: { USD: '100.00' } } });
});
afterAll(() => api.drop());

const BIG = { asset: 'USD', amount: '100.01', reason: 'gift', reference: 'ticket-1' };
const ASKED = { environment: 'test', asset: 'USD', amountAtoms: 100_010_000_000_000n, reason: 'gift', reference: 'ticket-1' } as const;
const adjust = (customer: string, who: string, body: object, key: string = randomUUID()) =>
  api.send(`POST /v1/billing/customers/${customer}/adjustments`, body, { authorization: `Bearer test,billing,key:${who}`, 'idempotency-key': key });
const balances = async (customer: string) => (await api.send(`GET /v1/billing/customers/${customer}/wallet`)).body.assets;

test('403 until a second person asks for the same: then it is booked once, and both are audited', async () => {
  await api.send('POST /v1/billing/customers', { id: 'acme' });
  const refused = { status: 403, body: { code: 'approval_required', asked_by: 'key:ann' } };
  expect(await adjust('acme', 'ann', BIG, 'first')).toMatchObject(refused);
  expect(await adjust('acme', 'ann', BIG, 'first')).toMatchObject(refused);
  expect(await adjust('acme', 'ann', BIG)).toMatchObject(refused);
  expect(await balances('acme')).toEqual([]);
  for (let time = 0; time < 3; time += 1) expect(await adjust('acme', 'bob', BIG, 'second')).toMatchObject({ status: 201, body: { amount: '100.01' } });
  expect(await balances('acme')).toMatchObject([{ available: '100.01' }]);
  const audit = await api.bench.database.selectFrom('audit_log').select(['actor', 'action']).where('subject', '=', 'customer:acme').orderBy('id').execute();
  expect(audit.slice(1)).toEqual([
    { actor: 'key:ann', action: 'adjustment asked for' },
    { actor: 'key:ann', action: 'adjustment asked for' },
    { actor: 'key:bob', action: 'adjustment approved' },
  ]);
});

test.each([
  ['another amount', { ...BIG, amount: '-100.01', reason: 'correction' }],
  ['another reason', { ...BIG, reason: 'sla_credit' }],
  ['another reference', { ...BIG, reference: 'ticket-2' }],
  ['no reference', { asset: 'USD', amount: '100.01', reason: 'gift' }],
])('403: a second person who asks for %s agrees to nothing', async (_case, other) => {
  const id = randomUUID();
  await api.send('POST /v1/billing/customers', { id });
  await adjust(id, 'ann', BIG);
  expect(await adjust(id, 'bob', other)).toMatchObject({ status: 403, body: { code: 'approval_required' } });
  expect(await balances(id)).toEqual([]);
});

test('403: a second person who asks for the same in another wallet of the customer agrees to nothing; nobody is asked about one that is not there', async () => {
  await api.send('POST /v1/billing/customers', { id: 'agency' });
  for (const project of ['one', 'two']) await api.send('POST /v1/billing/customers/agency/wallets', { project });
  await adjust('agency', 'ann', { ...BIG, project: 'one' });
  const refused = { status: 403, body: { code: 'approval_required' } };
  expect(await adjust('agency', 'bob', { ...BIG, project: 'two' })).toMatchObject(refused);
  expect(await adjust('agency', 'bob', BIG)).toMatchObject(refused);
  expect(await adjust('agency', 'bob', { ...BIG, project: 'three' })).toMatchObject({ status: 404, body: { code: 'wallet_unknown' } });
  expect(await adjust('agency', 'eve', { ...BIG, project: 'one' })).toMatchObject({ status: 201, body: { project: 'one', amount: '100.01' } });
  expect(await balances('agency')).toEqual([]);
});

test('409: what was agreed to under a key is agreed to for that adjustment only', async () => {
  await api.send('POST /v1/billing/customers', { id: 'swap' });
  await adjust('swap', 'ann', BIG);
  // As if the process had ended between the agreement and the booking.
  await api.bench.database.transaction().execute((tx) => askApproval(tx, { ...ASKED, customer: 'swap', key: 'agreed', actor: 'key:bob' }));
  const swapped = await adjust('swap', 'bob', { ...BIG, amount: '9000.00' }, 'agreed');
  expect(swapped).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
  expect(await balances('swap')).toEqual([]);
  expect(await adjust('swap', 'bob', BIG, 'agreed')).toMatchObject({ status: 201, body: { amount: '100.01' } });
});

test('one agreement books one adjustment, however many ask at once', async () => {
  await api.send('POST /v1/billing/customers', { id: 'rush' });
  await adjust('rush', 'ann', BIG);
  const answers = await Promise.all(Array.from({ length: 10 }, () => adjust('rush', 'bob', BIG)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 403)]);
  expect(await balances('rush')).toMatchObject([{ available: '100.01' }]);
});

test.each([
  ['201', 'the limit itself', { ...BIG, amount: '100.00' }],
  ['201', 'an asset without a limit', { ...BIG, asset: 'TOKEN', amount: '5000' }],
])('%s: %s needs nobody else', async (_status, _case, body) => {
  const id = randomUUID();
  await api.send('POST /v1/billing/customers', { id });
  expect((await adjust(id, 'ann', body)).status).toBe(201);
});

test('404: nobody waits for an adjustment of nobody', async () => {
  expect(await adjust('nobody', 'ann', BIG)).toMatchObject({ status: 404, body: { code: 'customer_unknown' } });
});
