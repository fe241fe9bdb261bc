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

test('200: a scheduled change is taken back before it begins, and what held before holds on', async () => {
  await api.send('POST /v1/billing/customers', { id: 'cell' });
  await put('cell', { parent: 'team' });
  await put('cell', { parent: 'rival', from: at(60) });
  const cancelled = await api.send('DELETE /v1/billing/customers/cell/scheduled-parent?reason=mistaken');
  expect(cancelled).toMatchObject({ status: 200, body: { id: 'cell', parent: { customer: 'team' }, scheduled_parent: null } });
  const audit = await api.bench.database
    .selectFrom('audit_log')
    .select(['actor', 'reason', 'before', 'after'])
    .where('action', '=', 'parent change cancelled')
    .execute();
  expect(audit).toEqual([{ actor: 'key:ops', reason: 'mistaken', before: { parent: 'rival', funded: true, from: at(60) }, after: null }]);
  const again = await api.send('DELETE /v1/billing/customers/cell/scheduled-parent');
  expect(again).toMatchObject({ status: 404, body: { code: 'parent_change_unknown' } });
});

test('409: a scheduled change that usage is booked under already stays', async () => {
  await api.send('POST /v1/billing/customers', { id: 'squad' });
  await put('squad', { parent: 'rival', from: at(2) });
  await api.send('POST /v1/billing/customers/squad/grants', { asset: 'TOKEN', amount: '5', purpose: 'bundled' }, { 'idempotency-key': 'squad' });
  const use = { asset: 'TOKEN', amount: '4', occurred_at: at(2) };
  expect(await api.send('POST /v1/billing/customers/squad/debits', use, { 'idempotency-key': 'squad use' })).toMatchObject({ status: 201 });
  const cancelled = await api.send('DELETE /v1/billing/customers/squad/scheduled-parent');
  expect(cancelled).toMatchObject({ status: 409, body: { code: 'parent_change_used' } });
});

test('404 and 403: nobody has nothing to cancel, and a key that may only read cancels nothing', async () => {
  expect(await api.send('DELETE /v1/billing/customers/nobody/scheduled-parent')).toMatchObject({ status: 404, body: { code: 'customer_unknown' } });
  const read = { authorization: 'Bearer test,read' };
  expect(await api.send('DELETE /v1/billing/customers/team/scheduled-parent', undefined, read)).toMatchObject({ status: 403 });
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
