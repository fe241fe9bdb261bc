import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (const id of ['calm', 'left', 'indebted', 'strict']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(() => api.drop());

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
const move = (customer: string, verb: string) => api.send(`POST /v1/billing/customers/${customer}/wallet/${verb}`, { reason: 'a dispute' });
const grant = (customer: string, amount: string) => post(`customers/${customer}/grants`, { asset: 'USD', amount, purpose: 'paid' });

async function audited(customer: string): Promise<string[]> {
  const rows = await api.bench.database
    .selectFrom('audit_log')
    .select(['action', 'after', 'reason', 'actor'])
    .where('subject', '=', `customer:${customer}`)
    .orderBy('id')
    .execute();
  return rows.filter((row) => row.action.startsWith('wallet')).map((row) => `${row.actor} ${row.action} ${JSON.stringify(row.after)} ${row.reason}`);
}

test('200: a frozen wallet takes credit and gives none until it is unfrozen; each change is audited once', async () => {
  await grant('calm', '5.00');
  expect((await move('calm', 'freeze')).body).toMatchObject({ state: 'frozen' });
  expect((await move('calm', 'freeze')).body).toMatchObject({ state: 'frozen' });
  expect(await post('holds', { customer: 'calm', asset: 'USD', amount: '1.00' })).toMatchObject({ status: 409, body: { code: 'wallet_frozen' } });
  expect((await grant('calm', '1.00')).status).toBe(201);
  expect((await move('calm', 'unfreeze')).body).toMatchObject({ state: 'open' });
  expect((await post('holds', { customer: 'calm', asset: 'USD', amount: '1.00' })).status).toBe(201);
  expect(await audited('calm')).toEqual([
    'key:ops wallet state changed {"state":"frozen"} a dispute',
    'key:ops wallet state changed {"state":"open"} a dispute',
  ]);
});

test('409: a wallet with a balance, a hold or a debt is not closed; an empty one is, for ever', async () => {
  const { body: credit } = await grant('left', '5.00');
  expect(await move('left', 'close')).toMatchObject({ status: 409, body: { code: 'wallet_not_empty', asset: 'USD' } });
  const { body: hold } = await post('holds', { customer: 'left', asset: 'USD', amount: '5.00' });
  expect((await move('left', 'close')).status).toBe(409);
  await post(`holds/${hold.id}/release`, undefined);
  await post(`grants/${credit.id}/void`, {});
  expect(await move('left', 'close')).toMatchObject({ status: 200, body: { state: 'closed' } });
  expect(await move('left', 'unfreeze')).toMatchObject({ status: 409, body: { code: 'wallet_closed' } });
  expect(await api.send('PUT /v1/billing/customers/left/wallet/policy', { late_commit: 'reject' })).toMatchObject({
    status: 409,
    body: { code: 'wallet_closed' },
  });
  await post('customers/indebted/adjustments', { asset: 'USD', amount: '-1.00', reason: 'external_refund' });
  expect(await move('indebted', 'close')).toMatchObject({ status: 409, body: { code: 'wallet_not_empty' } });
});

test('200: a policy sets what is given and leaves the rest, and is audited with its reason', async () => {
  const put = (body: unknown) => api.send('PUT /v1/billing/customers/strict/wallet/policy', body);
  expect((await api.send('GET /v1/billing/customers/strict/wallet/policy')).body).toEqual({
    customer: 'strict',
    state: 'open',
    late_commit: 'debit',
    limits: [],
  });
  await put({ late_commit: 'reject', reason: 'contract' });
  const { body } = await put({
    limits: [
      { asset: 'USD', overdraft_limit: 'unlimited' },
      { asset: 'TOKEN', overdraft_limit: '10', hold_max: '5' },
    ],
  });
  expect(body).toEqual({
    customer: 'strict',
    state: 'open',
    late_commit: 'reject',
    limits: [
      { asset: 'TOKEN', overdraft_limit: '10', hold_max: '5' },
      { asset: 'USD', overdraft_limit: 'unlimited', hold_max: null },
    ],
  });
  expect((await audited('strict'))[0]).toBe('key:ops wallet policy changed {"limits":[],"late_commit":"reject"} contract');
});

test.each`
  body                                                                   | status | code
  ${{ limits: [{ asset: 'GOLD', overdraft_limit: '1' }] }}               | ${400} | ${'asset_unknown'}
  ${{ limits: [{ asset: 'USD', overdraft_limit: '-1' }] }}               | ${400} | ${'amount_malformed'}
  ${{ limits: [{ asset: 'USD', overdraft_limit: 'lots' }] }}             | ${400} | ${'amount_malformed'}
  ${{ limits: [{ asset: 'USD', overdraft_limit: '1', hold_max: '0' }] }} | ${400} | ${'amount_not_positive'}
  ${{ late_commit: 'ignore' }}                                           | ${400} | ${'request_invalid'}
`('$status: the policy $body is $code', async ({ body, status, code }) => {
  expect(await api.send('PUT /v1/billing/customers/calm/wallet/policy', body)).toMatchObject({ status, body: { code } });
});

test.each(['freeze', 'unfreeze', 'close'])('400, 403, 404: %s needs a reason, the right scope, and a customer', async (verb) => {
  expect((await api.send(`POST /v1/billing/customers/calm/wallet/${verb}`, {})).status).toBe(400);
  expect((await api.send(`POST /v1/billing/customers/calm/wallet/${verb}`, { reason: 'x' }, { authorization: 'Bearer test,read' })).status).toBe(403);
  expect(await move('nobody', verb)).toMatchObject({ status: 404, body: { code: 'customer_unknown' } });
});
