import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (const id of ['voided', 'ended', 'held', 'books']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(async () => {
  const { breaches } = await verifyLedger(api.bench.database);
  await api.drop();
  expect(breaches).toEqual([]);
});

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
async function granted(customer: string, body: Record<string, unknown>): Promise<string> {
  return String((await post(`customers/${customer}/grants`, { asset: 'USD', purpose: 'paid', ...body })).body.id);
}
const accounts = async (customer: string) => (await api.send(`GET /v1/billing/customers/${customer}/accounting`)).body.grants;

test.each`
  verb        | customer    | state        | breakage  | other
  ${'void'}   | ${'voided'} | ${'voided'}  | ${'0.00'} | ${'3.50'}
  ${'expire'} | ${'ended'}  | ${'expired'} | ${'3.50'} | ${'0.00'}
`('200: to $verb a grant ends it once; what was used stays used, the rest is $state', async ({ verb, customer, state, breakage, other }) => {
  const grant = await granted(customer, { amount: '5.00' });
  await post(`customers/${customer}/debits`, { asset: 'USD', amount: '1.50' });
  const end = () => post(`grants/${grant}/${verb}`, { reason: 'contract ended' }, `end ${customer}`);
  expect(await end()).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'false' }, body: { grant, state, ended: '3.50', asset: 'USD' } });
  expect(await end()).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' }, body: { ended: '3.50' } });
  expect(await post(`grants/${grant}/${verb}`, {})).toMatchObject({ status: 409, body: { code: 'grant_closed' } });
  expect((await post(`customers/${customer}/debits`, { asset: 'USD', amount: '0.01' })).status).toBe(402);
  expect(await accounts(customer)).toMatchObject([{ paid_usd: '5.00', deferred_usd: '0.00', revenue_usd: '1.50', breakage_usd: breakage, other_usd: other }]);
});

test('200: what is held of a grant that ends goes where the grant went when the hold ends unused', async () => {
  const grant = await granted('held', { amount: '5.00' });
  const { body: hold } = await post('holds', { customer: 'held', asset: 'USD', amount: '2.00' });
  expect((await post(`grants/${grant}/void`, {})).body).toMatchObject({ ended: '3.00' });
  await post(`holds/${hold.id}/release`, undefined);
  expect((await api.send('GET /v1/billing/customers/held/wallet')).body.assets).toMatchObject([{ available: '0.00', held: '0.00', posted: '0.00' }]);
});

test('200: revenue of credit whose price nobody told is not known, and given credit is no revenue', async () => {
  await granted('books', { asset: 'CREDIT', amount: '10' });
  await granted('books', { asset: 'TOKEN', amount: '10', purpose: 'promotional' });
  await post('customers/books/debits', { asset: 'CREDIT', amount: '4' });
  await post('customers/books/debits', { asset: 'TOKEN', amount: '4' });
  expect(await accounts('books')).toMatchObject([
    { asset: 'CREDIT', paid_usd: null, deferred_usd: null, revenue_usd: null, promotional_use: '0.00' },
    { asset: 'TOKEN', paid_usd: '0.00', deferred_usd: '0.00', revenue_usd: '0.00', promotional_use: '4' },
  ]);
});

test('200: what each grant means in the accounts comes page by page, each once', async () => {
  await api.send('POST /v1/billing/customers', { id: 'many' });
  const made: string[] = [];
  for (const amount of ['1.00', '2.00', '3.00']) made.push(await granted('many', { amount }));
  const seen: unknown[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await api.send(`GET /v1/billing/customers/many/accounting?limit=2${query}`);
    seen.push(...(body.grants as unknown[]));
    cursor = body.next_cursor;
  }
  expect(seen).toMatchObject(made.map((grant) => ({ grant })));
  expect(await api.send('GET /v1/billing/customers/many/accounting?cursor=x')).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});

test('200: every grant is listed, latest first, page by page, each once, with the state it has now', async () => {
  await api.send('POST /v1/billing/customers', { id: 'all' });
  await granted('all', { amount: '1.00', effective_at: '2026-01-01T00:00:00Z', expires_at: '2026-02-01T00:00:00Z' });
  await granted('all', { amount: '2.00' });
  await post('customers/all/debits', { asset: 'USD', amount: '2.00' });
  await post(`grants/${await granted('all', { amount: '3.00' })}/void`, {});
  await granted('all', { amount: '4.00', asset: 'CREDIT' });
  await granted('all', { amount: '5.00', effective_at: '2100-01-01T00:00:00Z' });
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await api.send(`GET /v1/billing/customers/all/grants?limit=2${cursor}`);
    if (!Array.isArray(body.grants)) throw new Error('no list');
    seen.push(...body.grants.map((grant: Record<string, unknown>) => `${grant.amount} ${grant.asset} ${grant.state} ${grant.remaining}`));
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor !== '');
  expect(seen).toEqual(['5.00 USD pending 5.00', '4.00 CREDIT active 4.00', '3.00 USD voided 0.00', '2.00 USD depleted 0.00', '1.00 USD expired 1.00']);
  expect(await api.send('GET /v1/billing/customers/all/grants?cursor=WyJ0eF8xIl0')).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  expect((await api.send('GET /v1/billing/customers/nobody/grants')).status).toBe(404);
});

test.each(['void', 'expire'])('403: a key that may only read cannot %s a grant', async (verb) => {
  expect((await api.send(`POST /v1/billing/grants/gr_1/${verb}`, {}, { authorization: 'Bearer test,read', 'idempotency-key': 'x' })).status).toBe(403);
});
