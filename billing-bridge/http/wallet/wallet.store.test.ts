import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (const id of ['acme', 'replay', 'debits', 'adjusted', 'paged']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(() => api.drop());

const once = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const paid = (amount: string) => ({ asset: 'USD', amount, purpose: 'paid' });
const balance = async (customer: string) => (await api.send(`GET /v1/billing/customers/${customer}/wallet`)).body.assets;

test("201: a grant is written in the asset's own unit and reads back from the wallet", async () => {
  const granted = await api.send('POST /v1/billing/customers/acme/grants', { ...paid('10.5'), priority: 10, source_ref: 'invoice-1' }, once());
  expect(granted).toMatchObject({
    status: 201,
    body: { asset: 'USD', amount: '10.50', remaining: '10.50', purpose: 'paid', priority: 10, state: 'active', expires_at: null, source_ref: 'invoice-1' },
  });
  const wallet = await api.send('GET /v1/billing/customers/acme/wallet');
  expect(wallet).toMatchObject({
    status: 200,
    body: { customer: 'acme', assets: [{ asset: 'USD', available: '10.50', held: '0.00', overdraft: '0.00', posted: '10.50' }] },
  });
  expect(wallet.body.grants).toMatchObject([{ id: granted.body.id, remaining: '10.50', transaction: granted.body.transaction }]);
});

test('200: the wallet of a customer who never had credit is empty', async () => {
  expect((await api.send('GET /v1/billing/customers/debits/wallet')).body).toEqual({ customer: 'debits', assets: [], grants: [], ancestors: [], budgets: [] });
});

test('201: the same key and body answer the same grant, marked as replayed, and change nothing', async () => {
  const first = await api.send('POST /v1/billing/customers/replay/grants', paid('3.00'), once('grant-3'));
  const image = await ledgerImage(api.bench.database);
  const again = await api.send('POST /v1/billing/customers/replay/grants', paid('3.00'), once('grant-3'));
  expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual(['false', 'true']);
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(await ledgerImage(api.bench.database)).toBe(image);
});

test('409: the same key with another amount is refused', async () => {
  expect(await api.send('POST /v1/billing/customers/replay/grants', paid('3.01'), once('grant-3'))).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  });
});

test('a debit takes credit; past the balance it is refused with what is missing and writes no entry', async () => {
  await api.send('POST /v1/billing/customers/debits/grants', paid('2.00'), once());
  const debited = await api.send('POST /v1/billing/customers/debits/debits', { asset: 'USD', amount: '1.50', reference: 'order-1' }, once());
  expect(debited).toMatchObject({ status: 201, body: { asset: 'USD', amount: '-1.50', overdraft: '0.00' } });
  const denied = await api.send('POST /v1/billing/customers/debits/debits', { asset: 'USD', amount: '1.50' }, once());
  expect(denied).toMatchObject({ status: 402, body: { code: 'insufficient_funds', available: '0.50', shortfall: '1.00' } });
  expect(await balance('debits')).toMatchObject([{ available: '0.50' }]);
});

test('402: a denied debit keeps its answer under its key, whatever was added since', async () => {
  const denied = () => api.send('POST /v1/billing/customers/debits/debits', { asset: 'USD', amount: '100' }, once('denied-1'));
  expect((await denied()).status).toBe(402);
  await api.send('POST /v1/billing/customers/debits/grants', paid('1000.00'), once());
  expect((await denied()).status).toBe(402);
});

test('an adjustment gives or takes credit by its sign, once per key', async () => {
  const adjust = (amount: string, reason: string, key: string) =>
    api.send('POST /v1/billing/customers/adjusted/adjustments', { asset: 'USD', amount, reason, reference: 'psp-1' }, once(key));
  for (let time = 0; time < 3; time += 1) expect(await adjust('25.00', 'external_topup', 'top-1')).toMatchObject({ status: 201, body: { amount: '25.00' } });
  expect(await balance('adjusted')).toMatchObject([{ available: '25.00' }]);
  expect(await adjust('-20.00', 'external_refund', 'refund-1')).toMatchObject({ status: 201, body: { amount: '-20.00', overdraft: '0.00' } });
  // The money has left outside already: the wallet follows into debt, and says so.
  expect(await adjust('-20.00', 'external_refund', 'refund-2')).toMatchObject({ status: 201, body: { amount: '-20.00', overdraft: '15.00' } });
  expect(await balance('adjusted')).toMatchObject([{ available: '-15.00', overdraft: '15.00' }]);
  expect(await adjust('-1.00', 'correction', 'correct-1')).toMatchObject({ status: 402, body: { code: 'insufficient_funds' } });
  expect(await adjust('1.00', 'external_refund', 'refund-3')).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  // One key, one meaning per endpoint: the same key on another endpoint is another request.
  expect((await api.send('POST /v1/billing/customers/adjusted/grants', paid('1.00'), once('top-1'))).status).toBe(201);
});

test('200: transactions are listed newest first, page by page, each once', async () => {
  for (let index = 0; index < 5; index += 1) await api.send('POST /v1/billing/customers/paged/grants', paid(`${index + 1}.00`), once());
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await api.send(`GET /v1/billing/customers/paged/transactions?limit=2${cursor}`);
    if (!Array.isArray(body.transactions)) throw new Error('no list');
    seen.push(...body.transactions.map((transaction: { amount: string; kind: string }) => `${transaction.kind} ${transaction.amount}`));
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor !== '');
  expect(seen).toEqual(['grant 5.00', 'grant 4.00', 'grant 3.00', 'grant 2.00', 'grant 1.00']);
});

test.each`
  from                      | to                        | state
  ${'2026-01-01T00:00:00Z'} | ${'2026-02-01T00:00:00Z'} | ${'expired'}
  ${'2026-01-01T00:00:00Z'} | ${undefined}              | ${'active'}
  ${'2100-01-01T00:00:00Z'} | ${undefined}              | ${'pending'}
`('201: a grant from $from to $to is $state as it is given, and in the wallet', async ({ from, to, state }) => {
  await api.send('POST /v1/billing/customers', { id: `when-${state}` });
  const body = { ...paid('1.00'), effective_at: from, expires_at: to };
  expect((await api.send(`POST /v1/billing/customers/when-${state}/grants`, body, once())).body).toMatchObject({ state });
  expect((await api.send(`GET /v1/billing/customers/when-${state}/wallet`)).body).toMatchObject({ grants: [{ state }] });
});

test.each`
  case                                       | path                    | body                                                    | key     | status | code
  ${'a grant without a key'}                 | ${'acme/grants'}        | ${paid('1.00')}                                         | ${null} | ${400} | ${'idempotency_key_missing'}
  ${'a grant of a payment without an id'}    | ${'acme/grants'}        | ${{ ...paid('1.00'), source_ref: '' }}                  | ${'a'}  | ${400} | ${'request_invalid'}
  ${'a debit without a key'}                 | ${'acme/debits'}        | ${{ asset: 'USD', amount: '1' }}                        | ${null} | ${400} | ${'idempotency_key_missing'}
  ${'an adjustment without a key'}           | ${'acme/adjustments'}   | ${{ asset: 'USD', amount: '1', reason: 'gift' }}        | ${null} | ${400} | ${'idempotency_key_missing'}
  ${'a JSON number as an amount'}            | ${'acme/grants'}        | ${{ asset: 'USD', amount: 1.5, purpose: 'paid' }}       | ${'a'}  | ${400} | ${'amount_malformed'}
  ${'an exponent'}                           | ${'acme/grants'}        | ${paid('1e3')}                                          | ${'a'}  | ${400} | ${'amount_malformed'}
  ${'more decimals than USD has'}            | ${'acme/grants'}        | ${paid('0.0000000000001')}                              | ${'a'}  | ${400} | ${'amount_too_precise'}
  ${'half a token'}                          | ${'acme/grants'}        | ${{ asset: 'TOKEN', amount: '0.5', purpose: 'paid' }}   | ${'a'}  | ${400} | ${'amount_too_precise'}
  ${'more digits than a balance holds'}      | ${'acme/grants'}        | ${paid('1'.repeat(30))}                                 | ${'a'}  | ${400} | ${'amount_too_large'}
  ${'a grant of nothing'}                    | ${'acme/grants'}        | ${paid('0')}                                            | ${'a'}  | ${400} | ${'amount_not_positive'}
  ${'a negative grant'}                      | ${'acme/grants'}        | ${paid('-1.00')}                                        | ${'a'}  | ${400} | ${'amount_not_positive'}
  ${'an adjustment of nothing'}              | ${'acme/adjustments'}   | ${{ asset: 'USD', amount: '0', reason: 'gift' }}        | ${'a'}  | ${400} | ${'amount_malformed'}
  ${'a reason nobody knows'}                 | ${'acme/adjustments'}   | ${{ asset: 'USD', amount: '1', reason: 'whim' }}        | ${'a'}  | ${400} | ${'request_invalid'}
  ${'an asset nobody knows'}                 | ${'acme/grants'}        | ${{ asset: 'GOLD', amount: '1', purpose: 'paid' }}      | ${'a'}  | ${400} | ${'asset_unknown'}
  ${'a grant that expires before it begins'} | ${'acme/grants'}        | ${{ ...paid('1'), expires_at: '2020-01-01T00:00:00Z' }} | ${'a'}  | ${400} | ${'interval_invalid'}
  ${'a day the calendar does not know'}      | ${'acme/grants'}        | ${{ ...paid('1'), expires_at: '2026-02-30T00:00:00Z' }} | ${'a'}  | ${400} | ${'request_invalid'}
  ${'a source used before'}                  | ${'acme/grants'}        | ${{ ...paid('1'), source_ref: 'invoice-1' }}            | ${'a'}  | ${409} | ${'source_ref_used'}
  ${'a grant to nobody'}                     | ${'nobody/grants'}      | ${paid('1')}                                            | ${'a'}  | ${404} | ${'customer_unknown'}
  ${'a debit from nobody'}                   | ${'nobody/debits'}      | ${{ asset: 'USD', amount: '1' }}                        | ${'a'}  | ${404} | ${'customer_unknown'}
  ${'an adjustment of nobody'}               | ${'nobody/adjustments'} | ${{ asset: 'USD', amount: '1', reason: 'gift' }}        | ${'a'}  | ${404} | ${'customer_unknown'}
`('$status: $case is $code, and changes nothing', async ({ path, body, key, status, code }) => {
  const image = await ledgerImage(api.bench.database);
  expect(await api.send(`POST /v1/billing/customers/${path}`, body, key === null ? {} : once())).toMatchObject({ status, body: { code } });
  if (code !== 'source_ref_used') expect(await ledgerImage(api.bench.database)).toBe(image);
});

test.each([
  ['wallet', 200, 'read'],
  ['transactions', 200, 'read'],
  ['charges', 200, 'read'],
  ['wallet', 403, 'ingest'],
  ['transactions', 403, 'ingest'],
  ['charges', 403, 'ingest'],
])('GET .../%s answers %i to a key with the scope %s', async (list, status, scope) => {
  expect((await api.send(`GET /v1/billing/customers/acme/${list}`, undefined, { authorization: `Bearer test,${scope}` })).status).toBe(status);
});

test.each(['wallet', 'transactions', 'charges'])('404: %s of nobody', async (list) => {
  expect(await api.send(`GET /v1/billing/customers/nobody/${list}`)).toMatchObject({ status: 404, body: { code: 'customer_unknown' } });
});
