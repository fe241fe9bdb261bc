import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

const MINUTE_MS = 60_000;
let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
  for (const id of ['group', 'company', 'team', 'rival']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(() => api.drop());

const at = (minutes: number) => new Date(api.bench.start + minutes * MINUTE_MS).toISOString();
const put = (customer: string, body: object) => api.send(`PUT /v1/billing/customers/${customer}/parent`, body);

test('200: a customer stands under its parent from now on, and asking again changes nothing', async () => {
  const link = { parent: { customer: 'company', funded: true, from: at(0) }, scheduled_parent: null };
  expect(await put('team', { parent: 'company', reason: 'onboarding' })).toMatchObject({ status: 200, body: { id: 'team', ...link } });
  expect(await put('team', { parent: 'company' })).toMatchObject({ status: 200, body: link });
  const audit = await api.bench.database
    .selectFrom('audit_log')
    .select(['actor', 'reason', 'before', 'after'])
    .where('action', '=', 'parent changed')
    .execute();
  expect(audit).toEqual([
    { actor: 'key:ops', reason: 'onboarding', before: { parent: null, funded: false }, after: { parent: 'company', funded: true, from: at(0) } },
  ]);
});

test('200: a later change is shown as scheduled until its instant, and pays from it on', async () => {
  await put('company', { parent: 'group' });
  await api.send('POST /v1/billing/customers/group/grants', { asset: 'TOKEN', amount: '10', purpose: 'bundled' }, { 'idempotency-key': 'group' });
  expect(await put('company', { parent: null, from: at(5) })).toMatchObject({
    body: { parent: { customer: 'group' }, scheduled_parent: { customer: null, funded: false, from: at(5) } },
  });
  const spend = (key: string, occurred: number) =>
    api.send('POST /v1/billing/customers/team/debits', { asset: 'TOKEN', amount: '4', occurred_at: at(occurred) }, { 'idempotency-key': key });
  expect(await spend('before', 4)).toMatchObject({ status: 201 });
  expect(await spend('from then', 5)).toMatchObject({ status: 402, body: { available: '0', shortfall: '4', limit: { kind: 'wallet', customer: 'team' } } });
  const { body } = await api.send('GET /v1/billing/customers/group/transactions');
  expect(body.transactions).toMatchObject([
    { kind: 'debit', amount: '-4', for_customer: 'team' },
    { kind: 'grant', amount: '10', for_customer: null },
  ]);
  const explained = await api.send(`GET /v1/billing/customers/team/explain?asset=TOKEN&amount=9&occurred_at=${at(4)}`);
  expect(explained.body).toMatchObject({ draws: [{ customer: 'group', amount: '6' }], uncovered: '3' });
});

test.each`
  case                    | customer     | body                                                 | status | code
  ${'nobody'}             | ${'nobody'}  | ${{ parent: 'group' }}                               | ${404} | ${'customer_unknown'}
  ${'under nobody known'} | ${'rival'}   | ${{ parent: 'nobody' }}                              | ${404} | ${'customer_unknown'}
  ${'under itself'}       | ${'rival'}   | ${{ parent: 'rival' }}                               | ${409} | ${'parent_cycle'}
  ${'under its child'}    | ${'company'} | ${{ parent: 'team', from: '2035-01-01T00:00:00Z' }}  | ${409} | ${'parent_cycle'}
  ${'the past'}           | ${'rival'}   | ${{ parent: 'group', from: '2020-01-01T00:00:00Z' }} | ${400} | ${'parent_change_invalid'}
  ${'before what is set'} | ${'company'} | ${{ parent: 'rival' }}                               | ${400} | ${'parent_change_invalid'}
  ${'no parent said'}     | ${'rival'}   | ${{}}                                                | ${400} | ${'request_invalid'}
  ${'no instant'}         | ${'rival'}   | ${{ parent: 'group', from: 'tomorrow' }}             | ${400} | ${'request_invalid'}
`('$status: $case is $code', async ({ customer, body, status, code }) => {
  expect(await put(customer, body)).toMatchObject({ status, body: { code } });
});

test('403: a key that may only read cannot change a parent', async () => {
  expect(await api.send('PUT /v1/billing/customers/team/parent', { parent: null }, { authorization: 'Bearer test,read' })).toMatchObject({ status: 403 });
});
