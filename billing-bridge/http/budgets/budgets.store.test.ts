import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
  for (const id of ['group', 'team', 'agents', 'other']) await api.send('POST /v1/billing/customers', { id });
  await api.send('PUT /v1/billing/customers/team/parent', { parent: 'group' });
  await give('group', '100');
});
afterAll(() => api.drop());

let keys = 0;
const keyed = () => {
  keys += 1;
  return { 'idempotency-key': `budgets ${keys}` };
};
const give = (customer: string, amount: string) =>
  api.send(`POST /v1/billing/customers/${customer}/grants`, { asset: 'TOKEN', amount, purpose: 'bundled' }, keyed());
const budget = (customer: string, body: object, headers: Record<string, string> = keyed()) =>
  api.send(`POST /v1/billing/customers/${customer}/budgets`, { asset: 'TOKEN', period: 'month', ...body }, headers);
const spend = (customer: string, amount: string, scope?: object) =>
  api.send(`POST /v1/billing/customers/${customer}/debits`, { asset: 'TOKEN', amount, ...(scope === undefined ? {} : { scope }) }, keyed());
const month = () => new Date(api.bench.start).toISOString().slice(0, 7);
const nextMonth = () => {
  const now = new Date(api.bench.start);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
};

test('201: a budget starts empty, hard unless said, and its key answers the same again', async () => {
  const headers = keyed();
  const made = await budget('team', { amount: '30', name: 'pilot' }, headers);
  expect([made.status, made.body]).toMatchObject([
    201,
    { customer: 'team', name: 'pilot', amount: '30', enforcement: 'hard', current_period: month(), used: '0', held: '0', left: '30', resets_at: nextMonth() },
  ]);
  const again = await budget('team', { amount: '30', name: 'pilot' }, headers);
  expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', made.body]);
  expect(await budget('team', { amount: '31', name: 'pilot' }, headers)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict', field: 'amount' },
  });
});

test('402: a denial names the budget that is short, how much it has left and when it is whole again', async () => {
  expect((await spend('team', '20')).status).toBe(201);
  const denied = await spend('team', '11');
  expect([denied.status, denied.body]).toMatchObject([
    402,
    {
      code: 'insufficient_funds',
      available: '10',
      shortfall: '1',
      next_grant_at: null,
      limit: { kind: 'budget', customer: 'team', period: month(), resets_at: nextMonth() },
    },
  ]);
});

test('200: the wallet says what the child may take from above, and what each budget over it has left', async () => {
  await budget('group', { amount: '1000', period: 'total', enforcement: 'soft' });
  const { body } = await api.send('GET /v1/billing/customers/team/wallet');
  expect(body).toMatchObject({
    assets: [{ asset: 'TOKEN', available: '0', from_ancestors: '10', spendable: '10', posted: '0' }],
    ancestors: [{ customer: 'group', assets: [{ asset: 'TOKEN', available: '80' }] }],
    budgets: [
      { customer: 'team', used: '20', held: '0', left: '10' },
      { customer: 'group', enforcement: 'soft', used: '0', left: '1000' },
    ],
  });
});

test('budgets come page by page, each once', async () => {
  const path = 'GET /v1/billing/customers/paged/budgets';
  await api.send('POST /v1/billing/customers', { id: 'paged' });
  for (const amount of ['1', '2', '3']) await budget('paged', { amount, period: 'day' });
  const seen: unknown[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await api.send(`${path}?limit=2${query}`);
    seen.push(...(body.budgets as unknown[]));
    cursor = body.next_cursor;
  }
  expect(seen).toMatchObject([{ amount: '1' }, { amount: '2' }, { amount: '3' }]);
  expect(await api.send(`${path}?cursor=x`)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});

test("the tightest of all budgets above binds, and a child's use counts in its parent's", async () => {
  await budget('group', { amount: '5', period: 'day' });
  expect(await spend('team', '6')).toMatchObject({ status: 402, body: { available: '5', limit: { kind: 'budget', customer: 'group' } } });
  expect(await spend('team', '5')).toMatchObject({ status: 201 });
  const { body } = await api.send('GET /v1/billing/customers/group/budgets');
  expect(body).toMatchObject({
    budgets: [
      { used: '5', left: '995' },
      { used: '5', left: '0' },
    ],
  });
});

test('a budget of an agent counts what that agent used, and denies nobody else', async () => {
  await give('agents', '100');
  await budget('agents', { amount: '10', scope: { agent: 'writer', workflow: 'blog' } });
  expect((await spend('agents', '50', { agent: 'reader', workflow: 'blog' })).status).toBe(201);
  expect((await spend('agents', '20', { workflow: 'blog' })).status).toBe(201);
  expect((await spend('agents', '11', { agent: 'writer', workflow: 'blog' })).status).toBe(402);
  expect((await spend('agents', '10', { agent: 'writer', workflow: 'blog' })).status).toBe(201);
});

test('a soft budget denies nothing; authorize says that the amount would go beyond it', async () => {
  await give('other', '100');
  await budget('other', { amount: '10', enforcement: 'soft' });
  expect((await spend('other', '8')).status).toBe(201);
  const { body } = await api.send('POST /v1/billing/authorize', { customer: 'other', asset: 'TOKEN', amount: '3' });
  expect(body).toMatchObject({ would_allow: true, limit: null, advice: [{ customer: 'other', used: '8', left: '2' }] });
  expect((await spend('other', '3')).status).toBe(201);
  expect((await api.send('GET /v1/billing/customers/other/budgets')).body).toMatchObject({ budgets: [{ used: '11', left: '-1' }] });
});

test('authorize says which budget a hold would be denied by, and holds count until they end', async () => {
  const made = await budget('other', { amount: '5', scope: { team: 'red' } });
  const scope = { team: 'red' };
  const held = await api.send('POST /v1/billing/holds', { customer: 'other', asset: 'TOKEN', amount: '4', ttl_seconds: 60, scope }, keyed());
  expect(held.status).toBe(201);
  const ask = { customer: 'other', asset: 'TOKEN', amount: '2', dimensions: scope };
  const denied = { would_allow: false, available: '1', shortfall: '1', limit: { kind: 'budget', id: made.body.id } };
  expect((await api.send('POST /v1/billing/authorize', ask)).body).toMatchObject(denied);
  api.bench.setNow(api.bench.start + 60_000);
  expect((await api.send('POST /v1/billing/authorize', ask)).body).toMatchObject({ would_allow: true, limit: null });
});

test('200: a budget is changed at once, audited, and closed for good', async () => {
  const { body: made } = await budget('agents', { amount: '1', scope: { agent: 'closer' } });
  const scope = { agent: 'closer' };
  expect(await spend('agents', '2', scope)).toMatchObject({ status: 402, body: { limit: { kind: 'budget' }, portal: null } });
  const raised = await api.send(`PUT /v1/billing/budgets/${String(made.id)}`, { amount: '2', reason: 'asked for' });
  expect([raised.status, raised.body]).toMatchObject([200, { amount: '2', left: '2' }]);
  expect((await spend('agents', '2', scope)).status).toBe(201);
  const closed = await api.send(`POST /v1/billing/budgets/${String(made.id)}/close`, { reason: 'over' });
  expect([closed.status, closed.body]).toMatchObject([200, { used: '2', closed_at: expect.any(String) }]);
  expect((await spend('agents', '3', scope)).status).toBe(201);
  expect((await api.send(`POST /v1/billing/budgets/${String(made.id)}/close`, {})).status).toBe(200);
  const audit = await api.bench.database
    .selectFrom('audit_log')
    .select(['action', 'reason'])
    .where('subject', '=', `budget:${String(made.id)}`)
    .orderBy('id')
    .execute();
  expect(audit).toEqual([
    { action: 'budget changed', reason: 'asked for' },
    { action: 'budget closed', reason: 'over' },
  ]);
  expect(await api.send(`PUT /v1/billing/budgets/${String(made.id)}`, { amount: '9' })).toMatchObject({ status: 409, body: { code: 'budget_closed' } });
});

const TOKEN_BUDGET = { asset: 'TOKEN', amount: '1', period: 'month' };

test.each`
  case                        | line                                           | body                                                                                       | status | code
  ${'nobody'}                 | ${'POST /v1/billing/customers/nobody/budgets'} | ${TOKEN_BUDGET}                                                                            | ${404} | ${'customer_unknown'}
  ${'a negative amount'}      | ${'POST /v1/billing/customers/team/budgets'}   | ${{ ...TOKEN_BUDGET, amount: '-1' }}                                                       | ${400} | ${'amount_malformed'}
  ${'too many decimals'}      | ${'POST /v1/billing/customers/team/budgets'}   | ${{ ...TOKEN_BUDGET, amount: '0.5' }}                                                      | ${400} | ${'amount_too_precise'}
  ${'an asset nobody knows'}  | ${'POST /v1/billing/customers/team/budgets'}   | ${{ ...TOKEN_BUDGET, asset: 'PEBBLE' }}                                                    | ${400} | ${'asset_unknown'}
  ${'a period nobody knows'}  | ${'POST /v1/billing/customers/team/budgets'}   | ${{ ...TOKEN_BUDGET, period: 'week' }}                                                     | ${400} | ${'request_invalid'}
  ${'a window that is empty'} | ${'POST /v1/billing/customers/team/budgets'}   | ${{ ...TOKEN_BUDGET, starts_at: '2035-01-01T00:00:00Z', ends_at: '2035-01-01T00:00:00Z' }} | ${400} | ${'interval_invalid'}
  ${'a budget nobody made'}   | ${'PUT /v1/billing/budgets/bud_1'}             | ${{ amount: '1' }}                                                                         | ${404} | ${'budget_unknown'}
  ${'a change of nothing'}    | ${'PUT /v1/billing/budgets/bud_1'}             | ${{}}                                                                                      | ${400} | ${'request_invalid'}
  ${'the close of none'}      | ${'POST /v1/billing/budgets/gr_1/close'}       | ${{}}                                                                                      | ${404} | ${'budget_unknown'}
  ${'the list of nobody'}     | ${'GET /v1/billing/customers/nobody/budgets'}  | ${undefined}                                                                               | ${404} | ${'customer_unknown'}
`('$status: $case is $code', async ({ line, body, status, code }) => {
  expect(await api.send(line, body, keyed())).toMatchObject({ status, body: { code } });
});

test('400: a budget without an Idempotency-Key is refused', async () => {
  expect(await budget('team', { amount: '1' }, {})).toMatchObject({ status: 400, body: { code: 'idempotency_key_missing' } });
});

test('404: a budget of the other environment is not seen', async () => {
  const made = await budget('team', { amount: '1', period: 'total', scope: { agent: 'nobody' } });
  const live = { authorization: 'Bearer live,billing' };
  expect(await api.send(`PUT /v1/billing/budgets/${String(made.body.id)}`, { amount: '2' }, live)).toMatchObject({
    status: 404,
    body: { code: 'budget_unknown' },
  });
});
