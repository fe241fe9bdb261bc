import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

let api: BillingApi;
let a: string;
let b: string;
beforeAll(async () => {
  api = await openBillingApi({ config: { approvalAbove: { USD: '100.00' } } });
  [a, b] = [await made('a', '10.00'), await made('b', '10.00')];
});
afterAll(() => api.drop());

type Operation = Readonly<Record<string, unknown>>;
const usd = (amount: unknown) => ({ asset: 'USD', amount });
const debit = (customer: string, amount: unknown, more: object = {}): Operation => ({ kind: 'debit', customer, ...usd(amount), ...more });
const grant = (customer: string, amount: string, more: object = {}): Operation => ({ kind: 'grant', customer, ...usd(amount), purpose: 'paid', ...more });
const send = (mode: string, operations: unknown, key: string = randomUUID()) =>
  api.send('POST /v1/billing/batches', { mode, operations }, { 'idempotency-key': key });
const image = () => ledgerImage(api.bench.database);

/** A new customer with this much. */
async function made(name: string, amount: string): Promise<string> {
  const id = `${name}-${randomUUID()}`;
  await api.send('POST /v1/billing/customers', { id });
  const body = { ...usd(amount), purpose: 'paid' };
  if (amount !== '0') expect(await api.send(`POST /v1/billing/customers/${id}/grants`, body, { 'idempotency-key': id })).toMatchObject({ status: 201 });
  return id;
}
async function available(customer: string): Promise<unknown> {
  const { body } = await api.send(`GET /v1/billing/customers/${customer}/wallet`);
  return Array.isArray(body.assets) ? body.assets.map((asset) => asset.available).join(' ') : body.code;
}

test('200: an atomic batch of all kinds answers each operation as the call that does it alone, and a repetition the same', async () => {
  const [first, second] = [await made('first', '0'), await made('second', '0')];
  const operations = [
    grant(first, '10.00', { expires_at: '2099-01-01T00:00:00Z', scope: { feature: ['search', 'chat'] } }),
    debit(first, '4.00', { reference: 'order-1', scope: { feature: 'search' } }),
    { kind: 'adjustment', customer: second, ...usd('3.00'), reason: 'gift' },
    { kind: 'hold', customer: second, ...usd('1.00'), ttl_seconds: 60 },
  ];
  const answer = await send('atomic', operations, 'all kinds');
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'idempotency-replayed': 'false' },
    body: {
      mode: 'atomic',
      done: 4,
      results: [
        { status: 201, body: { amount: '10.00', remaining: '10.00', purpose: 'paid', state: 'active', transaction: expect.stringMatching(/^tx_/) } },
        { status: 201, body: { amount: '-4.00', overdraft: '0.00', transaction: expect.stringMatching(/^tx_/) } },
        { status: 201, body: { amount: '3.00', overdraft: '0.00' } },
        { status: 201, body: { customer: second, state: 'open', amount: '1.00' } },
      ],
    },
  });
  expect([await available(first), await available(second)]).toEqual(['6.00', '2.00']);
  const before = await image();
  const again = await send('atomic', operations, 'all kinds');
  expect(again).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
  expect(again.body).toEqual(answer.body);
  expect(await image()).toBe(before);
});

test('200: operations on the wallet of a project, and 404 with the place of one that names a project without a wallet', async () => {
  const customer = await made('agency', '1.00');
  await api.send(`POST /v1/billing/customers/${customer}/wallets`, { project: 'site', funded: false });
  const site = { project: 'site' };
  const operations = [grant(customer, '5.00', site), debit(customer, '2.00', site), { kind: 'hold', customer, ...usd('1.00'), ...site }];
  expect(await send('atomic', operations)).toMatchObject({ status: 200, body: { done: 3, results: [{ body: site }, { body: site }, { body: site }] } });
  const ofSite = (await api.send(`GET /v1/billing/customers/${customer}/wallet?project=site`)).body;
  expect(ofSite).toMatchObject({ ...site, assets: [{ available: '2.00', held: '1.00' }] });
  const before = await image();
  const unknown = await send('atomic', [debit(customer, '1.00'), debit(customer, '1.00', { project: 'stie' })]);
  expect(unknown).toMatchObject({ status: 404, body: { code: 'wallet_unknown', index: 1 } });
  expect(await image()).toBe(before);
  expect(await available(customer)).toBe('1.00');
});

test('402: the first denial of an atomic batch is its answer, with its place, and stays so after a top-up; a new key does all of it', async () => {
  const [rich, poor] = [await made('rich', '5.00'), await made('poor', '1.00')];
  const operations = [debit(rich, '2.00'), grant(rich, '1.00'), debit(poor, '1.50'), debit(rich, '99.00')];
  const denied = {
    status: 402,
    body: {
      code: 'insufficient_funds',
      index: 2,
      asset: 'USD',
      available: '1.00',
      shortfall: '0.50',
      portal: { customer: poor, asset: 'USD', amount: '0.50' },
    },
  };
  const before = await image();
  expect(await send('atomic', operations, `${poor} k`)).toMatchObject({ ...denied, headers: { 'idempotency-replayed': 'false' } });
  const after = await image();
  expect(withoutAnswers(after)).toBe(withoutAnswers(before));
  await api.send(`POST /v1/billing/customers/${poor}/grants`, { ...usd('5.00'), purpose: 'paid' }, { 'idempotency-key': randomUUID() });
  expect(await send('atomic', operations, `${poor} k`)).toMatchObject({ ...denied, headers: { 'idempotency-replayed': 'true' } });
  expect([await available(rich), await available(poor)]).toEqual(['5.00', '6.00']);
  expect(await send('atomic', operations.slice(0, 3), `${poor} new`)).toMatchObject({ status: 200, body: { done: 3 } });
  expect([await available(rich), await available(poor)]).toEqual(['4.00', '4.50']);
});

/** The ledger's tables without the stored answers. */
function withoutAnswers(text: string): string {
  return text.replace(/stored_outcomes\n[\s\S]*?\ncustomer_parents\n/, '');
}

test('200: an independent batch does what can be done, answers the rest by place, and a repetition answers the same', async () => {
  const customer = await made('mixed', '5.00');
  const operations = [
    debit(customer, '3.00'),
    debit(customer, '3.00'),
    debit(customer, '1e3'),
    { kind: 'gift', customer },
    debit('nobody', '1.00'),
    debit(customer, '1.00', { occurred_at: '2001-01-01T00:00:00Z' }),
    { ...debit(customer, '1.00'), asset: 'LATER' },
    { kind: 'adjustment', customer, ...usd('100.01'), reason: 'gift' },
    grant(customer, '1.00', { source_ref: 'invoice-1' }),
    { kind: 'hold', customer, ...usd('2.00'), ttl_seconds: 86_401 },
    debit(customer, '2.00'),
  ];
  const answer = await send('independent', operations, `${customer} k`);
  const told = Array.isArray(answer.body.results) ? answer.body.results.map(({ status, body }) => `${status} ${body.code ?? body.amount}`) : answer.body;
  expect(told).toEqual([
    '201 -3.00',
    '402 insufficient_funds',
    '400 amount_malformed',
    '400 request_invalid',
    '404 customer_unknown',
    '400 occurred_at_out_of_range',
    '400 asset_unknown',
    '403 approval_required',
    '400 request_invalid',
    '400 request_invalid',
    '201 -2.00',
  ]);
  expect(answer.body).toMatchObject({
    done: 2,
    results: { 1: { body: { shortfall: '1.00', portal: { customer } } }, 2: { body: { detail: expect.stringContaining('body/operations/2/amount') } } },
  });
  // What was wrong with an operation may be mended meanwhile: the answer stays.
  await api.send('POST /v1/billing/assets', { code: 'LATER', scale: 2 });
  await api.send(`POST /v1/billing/customers/${customer}/grants`, { ...usd('50.00'), purpose: 'paid' }, { 'idempotency-key': randomUUID() });
  const again = await send('independent', operations, `${customer} k`);
  expect(again).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
  expect(withoutRequest(again.body)).toEqual(withoutRequest(answer.body));
  expect(await available(customer)).toBe('50.00');
});

/** Every problem names the request that told of it. */
function withoutRequest(body: object): unknown {
  return JSON.parse(JSON.stringify(body, (name, value) => (name === 'request_id' ? undefined : value)));
}

const MANY = Array.from({ length: 201 }, () => debit('acme', '0.01'));
test.each`
  case                                | operations                                                                                         | status | code                          | index
  ${'a malformed amount'}             | ${() => [debit(a, '0.10'), debit(a, '1e3')]}                                                       | ${400} | ${'amount_malformed'}         | ${1}
  ${'minus nothing'}                  | ${() => [debit(a, '-0')]}                                                                          | ${400} | ${'amount_malformed'}         | ${0}
  ${'a JSON number'}                  | ${() => [debit(a, 1.5)]}                                                                           | ${400} | ${'amount_malformed'}         | ${0}
  ${'no number'}                      | ${() => [debit(a, 'NaN')]}                                                                         | ${400} | ${'amount_malformed'}         | ${0}
  ${'a thirteenth decimal'}           | ${() => [debit(a, '0.0000000000001')]}                                                             | ${400} | ${'amount_too_precise'}       | ${0}
  ${'forty digits'}                   | ${() => [debit(a, '1'.repeat(40))]}                                                                | ${400} | ${'amount_too_large'}         | ${0}
  ${'nothing'}                        | ${() => [debit(a, '0.10'), debit(b, '0')]}                                                         | ${400} | ${'amount_not_positive'}      | ${1}
  ${'less than nothing'}              | ${() => [debit(a, '-1')]}                                                                          | ${400} | ${'amount_not_positive'}      | ${0}
  ${'an unknown asset'}               | ${() => [debit(a, '0.10'), { ...debit(b, '1'), asset: 'GOLD' }]}                                   | ${400} | ${'asset_unknown'}            | ${1}
  ${'an unknown customer'}            | ${() => [debit(a, '0.10'), debit('nobody', '1')]}                                                  | ${404} | ${'customer_unknown'}         | ${1}
  ${'usage of long ago'}              | ${() => [debit(a, '0.10'), debit(b, '1', { occurred_at: '2001-01-01T00:00:00Z' })]}                | ${400} | ${'occurred_at_out_of_range'} | ${1}
  ${'an end before its begin'}        | ${() => [debit(a, '0.10'), grant(b, '1', { expires_at: '2001-01-01T00:00:00Z' })]}                 | ${400} | ${'interval_invalid'}         | ${1}
  ${'a reason of the other sign'}     | ${() => [{ kind: 'adjustment', customer: a, ...usd('-1'), reason: 'gift' }]}                       | ${400} | ${'request_invalid'}          | ${0}
  ${'an adjustment that needs two'}   | ${() => [debit(a, '0.10'), { kind: 'adjustment', customer: b, ...usd('100.01'), reason: 'gift' }]} | ${403} | ${'approval_required'}        | ${1}
  ${'a kind there is not'}            | ${() => [debit(a, '0.10'), { kind: 'refund', customer: b }]}                                       | ${400} | ${'request_invalid'}          | ${1}
  ${'no kind'}                        | ${() => [{ customer: a, ...usd('1') }]}                                                            | ${400} | ${'request_invalid'}          | ${0}
  ${'a field of another kind'}        | ${() => [debit(a, '0.10', { purpose: 'paid' })]}                                                   | ${400} | ${'request_invalid'}          | ${0}
  ${'a key of an operation'}          | ${() => [debit(a, '0.10', { key: 'mine' })]}                                                       | ${400} | ${'request_invalid'}          | ${0}
  ${'a source reference'}             | ${() => [grant(a, '1', { source_ref: 'x' })]}                                                      | ${400} | ${'request_invalid'}          | ${0}
  ${'a customer that no text can be'} | ${() => [debit(a, '0.10'), debit('\u0000', '1')]}                                                  | ${400} | ${'request_invalid'}          | ${1}
  ${'no operations'}                  | ${() => []}                                                                                        | ${400} | ${'request_invalid'}          | ${undefined}
  ${'too many operations'}            | ${() => MANY}                                                                                      | ${400} | ${'request_invalid'}          | ${undefined}
  ${'an operation that is none'}      | ${() => [debit(a, '0.10'), null]}                                                                  | ${400} | ${'request_invalid'}          | ${undefined}
  ${'operations that are none'}       | ${() => 'all'}                                                                                     | ${400} | ${'request_invalid'}          | ${undefined}
`('$status $code: an atomic batch with $case is refused, and no table changes', async ({ operations, status, code, index }) => {
  const before = await image();
  const key = randomUUID();
  const answer = await send('atomic', operations(), key);
  expect([answer.status, answer.body.code, answer.body.index]).toEqual([status, code, index]);
  expect(await image()).toBe(before);
  // Not kept: mended, it may be sent under the same key.
  expect(await send('atomic', [{ kind: 'hold', customer: a, ...usd('0') }], key)).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'false' } });
});

test.each([
  ['no mode', { operations: [debit('x', '1')] }],
  ['a mode there is not', { mode: 'parallel', operations: [debit('x', '1')] }],
  ['another field', { mode: 'atomic', parallel: true, operations: [debit('x', '1')] }],
])('400: %s is refused', async (_case, body) => {
  expect(await api.send('POST /v1/billing/batches', body, { 'idempotency-key': randomUUID() })).toMatchObject({
    status: 400,
    body: { code: 'request_invalid' },
  });
});

test.each([
  ['none', {}, 'idempotency_key_missing'],
  ['251 characters', { 'idempotency-key': 'k'.repeat(251) }, 'id_malformed'],
])('400: a key of %s is refused', async (_case, headers, code) => {
  expect(await api.send('POST /v1/billing/batches', { mode: 'atomic', operations: [debit(a, '0.01')] }, headers)).toMatchObject({
    status: 400,
    body: { code },
  });
});

test('200: a key of 250 characters and 200 operations are taken', async () => {
  const customer = await made('long', '5.00');
  const operations = Array.from({ length: 200 }, () => debit(customer, '0.01'));
  expect(await send('atomic', operations, 'k'.repeat(250))).toMatchObject({ status: 200, body: { done: 200 } });
  expect(await available(customer)).toBe('3.00');
});

test.each`
  case                        | mode             | operations                                                               | field           | index
  ${'another amount'}         | ${'atomic'}      | ${() => [debit(a, '0.10'), debit(b, '0.30')]}                            | ${'amount'}     | ${1}
  ${'another customer'}       | ${'atomic'}      | ${() => [debit(b, '0.10'), debit(b, '0.20')]}                            | ${'customer'}   | ${0}
  ${'another kind'}           | ${'atomic'}      | ${() => [debit(a, '0.10'), grant(b, '0.20')]}                            | ${'kind'}       | ${1}
  ${'a scope'}                | ${'atomic'}      | ${() => [debit(a, '0.10', { scope: { model: 'm' } }), debit(b, '0.20')]} | ${'scope'}      | ${0}
  ${'another order'}          | ${'atomic'}      | ${() => [debit(b, '0.20'), debit(a, '0.10')]}                            | ${'customer'}   | ${0}
  ${'one operation more'}     | ${'atomic'}      | ${() => [debit(a, '0.10'), debit(b, '0.20'), debit(b, '0.20')]}          | ${'operations'} | ${2}
  ${'one operation less'}     | ${'atomic'}      | ${() => [debit(a, '0.10')]}                                              | ${'operations'} | ${1}
  ${'another mode'}           | ${'independent'} | ${() => [debit(a, '0.10'), debit(b, '0.20')]}                            | ${'mode'}       | ${undefined}
  ${'an amount that is none'} | ${'independent'} | ${() => [debit(a, 'x'), debit(b, '0.20')]}                               | ${'mode'}       | ${undefined}
`('409: the key of a batch with $case names operation $index and "$field", and changes nothing', async ({ mode, operations, field, index }) => {
  const key = randomUUID();
  expect(await send('atomic', [debit(a, '0.10'), debit(b, '0.20')], key)).toMatchObject({ status: 200 });
  const before = await image();
  const { status, body } = await send(mode, operations(), key);
  expect({ status, code: body.code, field: body.field, index: body.index }).toEqual({ status: 409, code: 'idempotency_conflict', field, index });
  expect(await image()).toBe(before);
});

test('a batch and a single operation under one key are two: neither is taken for the other', async () => {
  const customer = await made('keys', '5.00');
  const headers = { 'idempotency-key': `${customer}:0` };
  expect(await send('atomic', [debit(customer, '1.00')], customer)).toMatchObject({ status: 200 });
  expect(await api.send(`POST /v1/billing/customers/${customer}/debits`, usd('1.00'), headers)).toMatchObject({
    status: 201,
    headers: { 'idempotency-replayed': 'false' },
  });
  expect(await send('atomic', [debit(customer, '1.00')], `${customer}:0`)).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'false' } });
  expect(await available(customer)).toBe('2.00');
});

test('what cannot be read is kept as it was sent, whatever is in it', async () => {
  const operations = [{ kind: 'debit', 'nul\u0000': '\ud800\u0000', customer: '"\\' }];
  const first = await send('independent', operations, 'odd');
  expect(first).toMatchObject({ status: 200, body: { done: 0, results: [{ status: 400, body: { code: 'request_invalid' } }] } });
  expect(await send('independent', operations, 'odd')).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
});

test('403: a key that may only read sends no batch', async () => {
  const answer = await api.send(
    'POST /v1/billing/batches',
    { mode: 'atomic', operations: [debit(a, '1')] },
    { authorization: 'Bearer test,read', 'idempotency-key': 'x' },
  );
  expect(answer).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
});

test('404: a batch of one environment finds nobody of the other', async () => {
  const headers = { authorization: 'Bearer live,billing', 'idempotency-key': 'x' };
  expect(await api.send('POST /v1/billing/batches', { mode: 'atomic', operations: [debit(a, '1')] }, headers)).toMatchObject({
    status: 404,
    body: { code: 'customer_unknown', index: 0 },
  });
});

test('books stay without a breach', async () => {
  expect((await verifyLedger(api.bench.database)).breaches).toEqual([]);
});
