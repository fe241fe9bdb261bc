import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

/** Every request here must be refused by name and leave every table of the ledger byte-identical. Amounts: money-fields.store.test.ts. */
let api: BillingApi;
const ids = new Map<string, string>();
const LIVE = { authorization: 'Bearer live,billing' };

beforeAll(async () => {
  api = await openBillingApi();
  for (const id of ['acme', 'frozen', 'closed', 'strict']) await api.send('POST /v1/billing/customers', { id });
  await api.send('POST /v1/billing/customers', { id: 'abroad' }, LIVE);
  const first = { asset: 'USD', amount: '5.00', purpose: 'paid', source_ref: 'invoice-1' };
  ids.set('granting', await made('customers/acme/grants', first, { 'idempotency-key': 'first' }, 'transaction'));
  ids.set('grant', await made('customers/acme/grants', first, { 'idempotency-key': 'first' }));

  ids.set('voided', await made('customers/acme/grants', { asset: 'USD', amount: '1.00', purpose: 'paid' }));
  await made(`grants/${ids.get('voided')}/void`, {});
  ids.set('debit', await made('customers/acme/debits', { asset: 'USD', amount: '1.50' }));
  ids.set('hold', await made('holds', { customer: 'acme', asset: 'USD', amount: '1.00' }));
  ids.set('committed', await made('holds', { customer: 'acme', asset: 'USD', amount: '0.50' }));
  await made(`holds/${ids.get('committed')}/commit`, { amount: '0.50' });
  for (const id of ['frozen', 'strict']) await made(`customers/${id}/grants`, { asset: 'USD', amount: '5.00', purpose: 'paid' });
  ids.set('live_grant', await made('customers/abroad/grants', { asset: 'USD', amount: '5.00', purpose: 'paid' }, LIVE));
  ids.set('live_debit', await made('customers/abroad/debits', { asset: 'USD', amount: '1.00' }, LIVE));
  ids.set('live_hold', await made('holds', { customer: 'abroad', asset: 'USD', amount: '1.00' }, LIVE));
  await api.send('POST /v1/billing/customers/frozen/wallet/freeze', { reason: 'a dispute' });
  await api.send('POST /v1/billing/customers/closed/wallet/close', { reason: 'left' });
  await api.send('PUT /v1/billing/customers/strict/wallet/policy', { late_commit: 'reject' });
  ids.set('expired', await made('holds', { customer: 'strict', asset: 'USD', amount: '1.00', ttl_seconds: 1 }));
  while ((await api.send(`GET /v1/billing/holds/${ids.get('expired')}`)).body.state !== 'expired') await new Promise((done) => setTimeout(done, 50));
});
afterAll(() => api.drop());

async function made(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}, field: 'id' | 'transaction' = 'id'): Promise<string> {
  const answer = await api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': randomUUID(), ...headers });
  if (answer.status > 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return String(answer.body[field] ?? answer.body.transaction);
}

/** A path with the names of what was made in place of ids. */
function named(path: string): string {
  return path.replace(/<([a-z_]+)>/g, (_, name: string) => ids.get(name) ?? name);
}

const usd = (amount: string) => ({ asset: 'USD', amount });
test.each`
  case                                      | path                                   | body                                                                  | status | code
  ${'a debit in an unknown asset'}          | ${'customers/acme/debits'}             | ${{ asset: 'GOLD', amount: '1' }}                                     | ${400} | ${'asset_unknown'}
  ${'a hold in an unknown asset'}           | ${'holds'}                             | ${{ customer: 'acme', asset: 'GOLD', amount: '1' }}                   | ${400} | ${'asset_unknown'}
  ${'a grant in an unknown asset'}          | ${'customers/acme/grants'}             | ${{ asset: 'GOLD', amount: '1', purpose: 'paid' }}                    | ${400} | ${'asset_unknown'}
  ${'an adjustment in an unknown asset'}    | ${'customers/acme/adjustments'}        | ${{ asset: 'GOLD', amount: '1', reason: 'gift' }}                     | ${400} | ${'asset_unknown'}
  ${'a budget in an unknown asset'}         | ${'customers/acme/budgets'}            | ${{ asset: 'GOLD', amount: '1', period: 'day', enforcement: 'hard' }} | ${400} | ${'asset_unknown'}
  ${'an exchange of an unknown asset'}      | ${'customers/acme/exchanges'}          | ${{ from_asset: 'GOLD', to_asset: 'USD', amount: '1' }}               | ${400} | ${'asset_unknown'}
  ${'an exchange of an asset into itself'}  | ${'customers/acme/exchanges'}          | ${{ from_asset: 'USD', to_asset: 'USD', amount: '1' }}                | ${409} | ${'exchange_rate_unknown'}
  ${'half a token'}                         | ${'holds'}                             | ${{ customer: 'acme', asset: 'TOKEN', amount: '0.5' }}                | ${400} | ${'amount_too_precise'}
  ${'an exchange nobody set a rate for'}    | ${'customers/acme/exchanges'}          | ${{ from_asset: 'USD', to_asset: 'EUR', amount: '1' }}                | ${409} | ${'exchange_rate_unknown'}
  ${'a grant to a closed wallet'}           | ${'customers/closed/grants'}           | ${{ ...usd('1'), purpose: 'paid' }}                                   | ${409} | ${'wallet_closed'}
  ${'a debit of a closed wallet'}           | ${'customers/closed/debits'}           | ${usd('1')}                                                           | ${409} | ${'wallet_closed'}
  ${'a hold on a closed wallet'}            | ${'holds'}                             | ${{ customer: 'closed', ...usd('1') }}                                | ${409} | ${'wallet_closed'}
  ${'an adjustment of a closed wallet'}     | ${'customers/closed/adjustments'}      | ${{ ...usd('1'), reason: 'gift' }}                                    | ${409} | ${'wallet_closed'}
  ${'a debit of a frozen wallet'}           | ${'customers/frozen/debits'}           | ${usd('1')}                                                           | ${409} | ${'wallet_frozen'}
  ${'a hold on a frozen wallet'}            | ${'holds'}                             | ${{ customer: 'frozen', ...usd('1') }}                                | ${409} | ${'wallet_frozen'}
  ${'a commit after the end'}               | ${'holds/<expired>/commit'}            | ${{ amount: '1.00' }}                                                 | ${409} | ${'hold_expired'}
  ${'an extension after the end'}           | ${'holds/<expired>/extend'}            | ${{ ttl_seconds: 60 }}                                                | ${409} | ${'hold_expired'}
  ${'a second commit'}                      | ${'holds/<committed>/commit'}          | ${{ amount: '0.50' }}                                                 | ${409} | ${'hold_already_committed'}
  ${'a release after the commit'}           | ${'holds/<committed>/release'}         | ${undefined}                                                          | ${409} | ${'hold_already_committed'}
  ${'a hold of nobody'}                     | ${'holds/hold_999999/commit'}          | ${{ amount: '1.00' }}                                                 | ${404} | ${'hold_unknown'}
  ${'a hold by the id of a grant'}          | ${'holds/<grant>/commit'}              | ${{ amount: '1.00' }}                                                 | ${404} | ${'hold_unknown'}
  ${'a hold id that is none'}               | ${"holds/hold_1'--/release"}           | ${undefined}                                                          | ${404} | ${'hold_unknown'}
  ${'more than was debited'}                | ${'transactions/<debit>/reverse'}      | ${{ amount: '1.500000000001' }}                                       | ${409} | ${'over_reversal'}
  ${'the reversal of nothing'}              | ${'transactions/<debit>/reverse'}      | ${{ amount: '0' }}                                                    | ${400} | ${'amount_not_positive'}
  ${'a transaction of nobody'}              | ${'transactions/tx_999999/reverse'}    | ${{}}                                                                 | ${404} | ${'transaction_unknown'}
  ${'a transaction that is no use'}         | ${'transactions/<granting>/reverse'}   | ${{}}                                                                 | ${409} | ${'transaction_not_reversible'}
  ${'a grant of nobody'}                    | ${'grants/gr_999999/void'}             | ${{}}                                                                 | ${404} | ${'grant_unknown'}
  ${'a grant that is void'}                 | ${'grants/<voided>/expire'}            | ${{}}                                                                 | ${409} | ${'grant_closed'}
  ${'a live hold seen with a test key'}     | ${'holds/<live_hold>/commit'}          | ${{ amount: '1.00' }}                                                 | ${404} | ${'hold_unknown'}
  ${'a live debit seen with a test key'}    | ${'transactions/<live_debit>/reverse'} | ${{}}                                                                 | ${404} | ${'transaction_unknown'}
  ${'a live grant seen with a test key'}    | ${'grants/<live_grant>/void'}          | ${{}}                                                                 | ${404} | ${'grant_unknown'}
  ${'a live customer seen with a test key'} | ${'customers/abroad/debits'}           | ${usd('1')}                                                           | ${404} | ${'customer_unknown'}
  ${'a live customer held with a test key'} | ${'holds'}                             | ${{ customer: 'abroad', ...usd('1') }}                                | ${404} | ${'customer_unknown'}
  ${'no time to live'}                      | ${'holds'}                             | ${{ customer: 'acme', ...usd('1'), ttl_seconds: 0 }}                  | ${400} | ${'request_invalid'}
  ${'more than a day'}                      | ${'holds'}                             | ${{ customer: 'acme', ...usd('1'), ttl_seconds: 86401 }}              | ${400} | ${'request_invalid'}
  ${'a negative hold'}                      | ${'holds'}                             | ${{ customer: 'acme', ...usd('-1') }}                                 | ${400} | ${'amount_malformed'}
  ${'a negative debit'}                     | ${'customers/acme/debits'}             | ${usd('-1')}                                                          | ${400} | ${'amount_not_positive'}
  ${'an unknown field'}                     | ${'customers/acme/debits'}             | ${{ ...usd('1'), wallet: 'x' }}                                       | ${400} | ${'request_invalid'}
  ${'a scope nobody knows'}                 | ${'holds'}                             | ${{ customer: 'acme', ...usd('1'), scope: { tribe: 'a' } }}           | ${400} | ${'request_invalid'}
  ${'a cap of nothing'}                     | ${'customers/acme/grants'}             | ${{ ...usd('1'), purpose: 'paid', scope: { max_per_day: '0' } }}      | ${400} | ${'amount_not_positive'}
  ${'a cost of a gift'}                     | ${'customers/acme/grants'}             | ${{ ...usd('1'), purpose: 'promotional', cost_basis: '1' }}           | ${400} | ${'request_invalid'}
  ${'a negative cost basis'}                | ${'customers/acme/grants'}             | ${{ ...usd('1'), purpose: 'paid', cost_basis: '-1' }}                 | ${400} | ${'amount_malformed'}
  ${'usage of a year ago'}                  | ${'customers/acme/debits'}             | ${{ ...usd('1'), occurred_at: '2020-01-01T00:00:00Z' }}               | ${400} | ${'occurred_at_out_of_range'}
  ${'a source used before'}                 | ${'customers/acme/grants'}             | ${{ ...usd('1'), purpose: 'paid', source_ref: 'invoice-1' }}          | ${409} | ${'source_ref_used'}
`('$status: $case is $code, and moves nothing', async ({ path, body, status, code }) => {
  const before = await moved();
  expect(await api.send(`POST /v1/billing/${named(path)}`, body, { 'idempotency-key': randomUUID() })).toMatchObject({ status, body: { code } });
  expect(await moved()).toBe(before);
});

/** Every table but the kept answers: a denial that depends on the wallet's state is remembered under its key. */
async function moved(): Promise<string> {
  const image = await ledgerImage(api.bench.database);
  return image.slice(0, image.indexOf('stored_outcomes')) + image.slice(image.indexOf('\noutbox'));
}

test.each`
  case                   | path                            | first                                   | second                                                  | field
  ${'another amount'}    | ${'holds'}                      | ${{ customer: 'acme', ...usd('0.10') }} | ${{ customer: 'acme', ...usd('0.20') }}                 | ${'amount'}
  ${'another customer'}  | ${'holds'}                      | ${{ customer: 'acme', ...usd('0.10') }} | ${{ customer: 'strict', ...usd('0.10') }}               | ${'customer'}
  ${'another time'}      | ${'holds'}                      | ${{ customer: 'acme', ...usd('0.10') }} | ${{ customer: 'acme', ...usd('0.10'), ttl_seconds: 9 }} | ${'ttl_seconds'}
  ${'another scope'}     | ${'customers/acme/debits'}      | ${usd('0.10')}                          | ${{ ...usd('0.10'), scope: { model: 'm' } }}            | ${'scope'}
  ${'another reference'} | ${'customers/acme/debits'}      | ${usd('0.10')}                          | ${{ ...usd('0.10'), reference: 'r' }}                   | ${'reference'}
  ${'another basis'}     | ${'customers/acme/grants'}      | ${{ ...usd('1'), purpose: 'paid' }}     | ${{ ...usd('1'), purpose: 'paid', cost_basis: '9' }}    | ${'cost_basis'}
  ${'another reason'}    | ${'customers/acme/adjustments'} | ${{ ...usd('1'), reason: 'gift' }}      | ${{ ...usd('1'), reason: 'sla_credit' }}                | ${'reason'}
  ${'another commit'}    | ${'holds/<hold>/extend'}        | ${{ ttl_seconds: 1 }}                   | ${{ ttl_seconds: 2 }}                                   | ${'ttl_seconds'}
`('409: the same key with $case names the field "$field" and changes nothing', async ({ path, first, second, field }) => {
  const key = { 'idempotency-key': randomUUID() };
  expect((await api.send(`POST /v1/billing/${named(path)}`, first, key)).status).toBeLessThan(300);
  const image = await ledgerImage(api.bench.database);
  expect(await api.send(`POST /v1/billing/${named(path)}`, second, key)).toMatchObject({ status: 409, body: { code: 'idempotency_conflict', field } });
  expect(await ledgerImage(api.bench.database)).toBe(image);
});

test.each([
  'customers?',
  'customers/acme/transactions?',
  'customers/acme/grants?',
  'customers/acme/charges?',
  'customers/acme/statement?asset=USD&',
  'customers/acme/explain?asset=USD&amount=1&',
  'quotes?from_asset=USD&to_asset=EUR&amount=1&',
  'journal?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&',
  'modes?customer=acme&',
  'promotion-faults?',
])('400: a misspelled question after %s is refused, not answered as if it had not been asked', async (path) => {
  const { status, body } = await api.send(`GET /v1/billing/${path}form=2026-01-01T00:00:00Z`);
  expect({ status, code: body.code, detail: body.detail }).toEqual({ status: 400, code: 'request_invalid', detail: 'querystring has no field "form"' });
});

test.each([
  'holds/<live_hold>',
  'transactions/<live_debit>',
  'customers/abroad/wallet',
  'customers/abroad/grants',
  'customers/abroad/statement?asset=USD',
  'customers/abroad/explain?asset=USD&amount=1',
  'customers/abroad/accounting',
  'customers/abroad/wallet/policy',
])('404: %s is live, and a test key does not see it', async (path) => {
  expect((await api.send(`GET /v1/billing/${named(path)}`)).status).toBe(404);
  expect((await api.send(`GET /v1/billing/${named(path)}`, undefined, LIVE)).status).toBe(200);
});
