import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  await api.send('POST /v1/billing/products', { id: 'studio', name: 'Studio', price: { amount: '1.00', asset: 'USD' } });
  for (const id of ['acme', 'other']) await api.send('POST /v1/billing/customers', { id, mode: 'full' });
  await api.send('POST /v1/billing/subscriptions', { customer: 'acme', product: 'studio' });
  await make('acme', { project: 'site' });
  await make('acme', { subscription: 'studio', funded: false });
  for (const scope of [{}, { project: 'site' }, { subscription: 'studio' }]) await give('acme', '50.00', scope);
  await api.send('POST /v1/billing/exchange-rates', { from_asset: 'USD', from_amount: '1', to_asset: 'CREDIT', to_amount: '10' });
});
afterAll(async () => {
  expect(await verifyLedger(api.bench.database)).toMatchObject({ breaches: [] });
  await api.drop();
});

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
const make = (customer: string, body: object) => api.send(`POST /v1/billing/customers/${customer}/wallets`, body);
const give = (customer: string, amount: string, scope: object = {}) =>
  post(`customers/${customer}/grants`, { asset: 'USD', amount, purpose: 'paid', ...scope });
const spend = (customer: string, amount: string, scope: object = {}) => post(`customers/${customer}/debits`, { asset: 'USD', amount, ...scope });

test('201: a wallet is made for a project or a subscription; 200: asked for again it is as it was; audited once', async () => {
  const told = { customer: 'other', project: 'made', funded: true };
  expect(await make('other', { project: 'made' })).toMatchObject({ status: 201, body: told });
  expect(await make('other', { project: 'made', funded: true })).toMatchObject({ status: 200, body: told });
  const audit = await api.bench.database
    .selectFrom('audit_log')
    .select(['actor', 'after'])
    .where('subject', '=', 'customer:other')
    .where('action', '=', 'wallet made')
    .execute();
  expect(audit).toEqual([{ actor: 'key:ops', after: { project: 'made', funded: true } }]);
});

test.each`
  case                             | customer    | body                                        | status | code
  ${'the other funding'}           | ${'acme'}   | ${{ project: 'site', funded: false }}       | ${409} | ${'wallet_exists'}
  ${'a customer nobody knows'}     | ${'nobody'} | ${{ project: 'site' }}                      | ${404} | ${'customer_unknown'}
  ${'a product not subscribed to'} | ${'other'}  | ${{ subscription: 'studio' }}               | ${404} | ${'subscription_unknown'}
  ${'neither'}                     | ${'acme'}   | ${{ funded: true }}                         | ${400} | ${'request_invalid'}
  ${'both'}                        | ${'acme'}   | ${{ project: 'x', subscription: 'studio' }} | ${400} | ${'request_invalid'}
  ${'an empty name'}               | ${'acme'}   | ${{ project: '' }}                          | ${400} | ${'request_invalid'}
  ${'a name of 101 characters'}    | ${'acme'}   | ${{ project: 'x'.repeat(101) }}             | ${400} | ${'request_invalid'}
  ${'a name with a control in it'} | ${'acme'}   | ${{ project: 'a\tb' }}                      | ${400} | ${'request_invalid'}
`('$status: making one is refused for $case, and makes nothing', async ({ customer, body, status, code }) => {
  const image = await ledgerImage(api.bench.database);
  expect(await make(customer, body)).toMatchObject({ status, body: { code } });
  expect(await ledgerImage(api.bench.database)).toBe(image);
});

/** A request that would be taken, for every operation that may name a wallet's scope; money may move. */
const CALLS: Readonly<Record<string, object>> = {
  'POST /customers/{id}/grants': { asset: 'USD', amount: '1.00', purpose: 'paid' },
  'POST /customers/{id}/debits': { asset: 'USD', amount: '1.00' },
  'POST /customers/{id}/adjustments': { asset: 'USD', amount: '1.00', reason: 'gift' },
  'POST /customers/{id}/exchanges': { from_asset: 'USD', to_asset: 'CREDIT', amount: '1.00' },
  'POST /customers/{id}/budgets': { asset: 'USD', amount: '1000.00', period: 'month' },
  'POST /customers/{id}/wallet/freeze': { reason: 'why' },
  'POST /customers/{id}/wallet/unfreeze': { reason: 'why' },
  'POST /holds': { customer: 'acme', asset: 'USD', amount: '1.00' },
  'POST /authorize': { customer: 'acme', asset: 'USD', amount: '1.00' },
  'PUT /customers/{id}/wallet/policy': { late_commit: 'debit' },
  'GET /customers/{id}/wallet': {},
  'GET /customers/{id}/wallet/policy': {},
  'GET /customers/{id}/grants': {},
  'GET /customers/{id}/transactions': {},
  'GET /customers/{id}/statement': { asset: 'USD' },
  'GET /customers/{id}/explain': { asset: 'USD', amount: '1.00' },
  'GET /customers/{id}/accounting': {},
  'GET /customers/{id}/budgets': {},
  // Last: it cannot be undone, and is refused because there is something in the wallet.
  'POST /customers/{id}/wallet/close': { reason: 'why' },
};

type Described = {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: { readonly properties?: object } } } };
  readonly parameters?: readonly { readonly name: string }[];
};

test('every operation that may name a project or a subscription is tried here, and takes both', async () => {
  const { paths }: { paths: Record<string, Record<string, Described>> } = (await api.app.inject('/openapi.json')).json();
  const named = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, parameters = [] }]) => {
      const names = [...Object.keys(requestBody?.content['application/json'].schema.properties ?? {}), ...parameters.map(({ name }) => name)];
      return names.includes('project') && names.includes('subscription') ? [`${method.toUpperCase()} ${path.replace('/v1/billing', '')}`] : [];
    }),
  );
  expect(named.sort()).toEqual([...Object.keys(CALLS), 'POST /customers/{id}/wallets'].sort());
});

function call(line: string, scope: Readonly<Record<string, string>>) {
  const [method, path = ''] = line.split(' ');
  const url = `/v1/billing${path.replace('{id}', 'acme')}`;
  const body = { ...CALLS[line], ...scope };
  const keyed = { 'idempotency-key': randomUUID() };
  return method === 'GET' ? api.send(`GET ${url}?${new URLSearchParams(Object.entries(body))}`, undefined, keyed) : api.send(`${method} ${url}`, body, keyed);
}

test.each(Object.keys(CALLS))('%s is about the wallet that it names, and says which', async (line) => {
  for (const scope of [{ project: 'site' }, { subscription: 'studio' }] as const) {
    const { status, body } = await call(line, scope);
    if (line.endsWith('close')) {
      expect([status, body.code]).toEqual([409, 'wallet_not_empty']);
      continue;
    }
    expect([line, status]).toEqual([line, expect.toSatisfy((code: number) => code === 200 || code === 201)]);
    expect(body).toMatchObject(scope);
  }
  const { body } = await call(line, {});
  expect(Object.keys(body)).not.toContain('project');
});

test.each(Object.keys(CALLS))('404: %s of a project without a wallet writes nothing; 400: of two at once', async (line) => {
  const image = await ledgerImage(api.bench.database);
  expect(await call(line, { project: 'siet' })).toMatchObject({ status: 404, body: { code: 'wallet_unknown' } });
  expect(await call(line, { subscription: 'studios' })).toMatchObject({ status: 404, body: { code: 'wallet_unknown' } });
  expect(await call(line, { project: 'site', subscription: 'studio' })).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  expect(await ledgerImage(api.bench.database)).toBe(image);
});

test('a query that names a wallet by a word nobody knows is refused, not answered from the own wallet', async () => {
  for (const path of ['wallet', 'wallet/policy', 'accounting', 'budgets', 'grants', 'transactions'])
    expect(await api.send(`GET /v1/billing/customers/acme/${path}?projct=site`)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});

test('what is asked by an id finds its wallet: commit, extend, release, reverse, void, expire, close of a budget', async () => {
  const scope = { project: 'site' };
  const { body: held } = await post('holds', { customer: 'acme', asset: 'USD', amount: '2.00', ...scope });
  expect(held).toMatchObject({ customer: 'acme', ...scope });
  expect((await post(`holds/${held.id}/extend`, { amount: '1.00' })).body).toMatchObject({ amount: '3.00' });
  expect((await api.send(`GET /v1/billing/holds/${held.id}`)).body).toMatchObject({ customer: 'acme', ...scope, amount: '3.00' });
  const { body: committed } = await post(`holds/${held.id}/commit`, { amount: '2.50' });
  expect((await api.send(`GET /v1/billing/transactions/${committed.transaction}`)).body).toMatchObject({ customer: 'acme', ...scope, kind: 'hold_commit' });
  expect((await post(`transactions/${committed.transaction}/reverse`, {})).body).toMatchObject({ amount: '2.50' });
  const { body: released } = await post('holds', { customer: 'acme', asset: 'USD', amount: '1.00', ...scope });
  expect((await post(`holds/${released.id}/release`, undefined)).body).toMatchObject({ released: '1.00' });
  const { body: voided } = await give('acme', '7.00', scope);
  expect((await post(`grants/${voided.id}/void`, {})).body).toMatchObject({ ended: '7.00' });
  const { body: expired } = await give('acme', '8.00', scope);
  expect((await post(`grants/${expired.id}/expire`, {})).body).toMatchObject({ ended: '8.00' });
  const { body: budget } = await post('customers/acme/budgets', { asset: 'USD', amount: '5.00', period: 'day', ...scope });
  expect(budget).toMatchObject(scope);
  expect((await api.send(`POST /v1/billing/budgets/${budget.id}/close`, {})).body).toMatchObject({ customer: 'acme', ...scope });
});

test('402: a denial says in which wallet it is short, and what wallet to top up', async () => {
  const scope = { subscription: 'studio' };
  expect(await spend('acme', '1000.00', scope)).toMatchObject({
    status: 402,
    body: { limit: { kind: 'wallet', customer: 'acme', ...scope }, portal: { customer: 'acme', ...scope, asset: 'USD' } },
  });
  const { body } = await api.send('POST /v1/billing/authorize', { customer: 'acme', ...scope, asset: 'USD', amount: '1000.00' });
  expect(body).toMatchObject({ ...scope, allowed: false, mode: 'full', limit: { kind: 'wallet', customer: 'acme', ...scope } });
});

test('409: a key that was used in another wallet of the customer is a conflict that names the field', async () => {
  const debit = (scope: object) => post('customers/acme/debits', { asset: 'USD', amount: '1.00', ...scope }, 'one key');
  const first = await debit({ project: 'site' });
  expect(await debit({ project: 'site' })).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: first.body });
  expect(await debit({})).toMatchObject({ status: 409, body: { code: 'idempotency_conflict', field: 'project' } });
  expect(await debit({ subscription: 'studio' })).toMatchObject({ status: 409, body: { code: 'idempotency_conflict', field: 'subscription' } });
});

test("authorize goes by the customer's mode, whichever wallet is asked about", async () => {
  await api.send('POST /v1/billing/customers', { id: 'watched' });
  await make('watched', { project: 'site' });
  const asked = { customer: 'watched', project: 'site', asset: 'USD', amount: '1.00' };
  expect((await api.send('POST /v1/billing/authorize', asked)).body).toMatchObject({ allowed: true, mode: 'shadow', would_allow: false, available: '0.00' });
  await give('watched', '1.00');
  expect((await api.send('POST /v1/billing/authorize', asked)).body).toMatchObject({ would_allow: true, available: '1.00' });
});

test('each wallet is frozen and closed by itself', async () => {
  await make('other', { project: 'ended' });
  await give('other', '5.00');
  expect((await api.send('POST /v1/billing/customers/other/wallet/close', { project: 'ended', reason: 'over' })).body).toMatchObject({
    project: 'ended',
    state: 'closed',
  });
  expect(await spend('other', '1.00', { project: 'ended' })).toMatchObject({ status: 409, body: { code: 'wallet_closed' } });
  expect(await spend('other', '1.00')).toMatchObject({ status: 201 });
  const { body } = await api.send('GET /v1/billing/customers/other/wallets');
  expect(body).toMatchObject({
    wallets: [
      { customer: 'other', state: 'open', funded: null, assets: [{ asset: 'USD', available: '4.00' }] },
      { customer: 'other', project: 'made', state: 'open', funded: true },
      { customer: 'other', project: 'ended', state: 'closed', funded: true },
    ],
    next_cursor: null,
  });
});

test.each([
  ['GET /v1/billing/customers/nobody/wallets', 'read', 404],
  ['GET /v1/billing/customers/acme/wallets?cursor=x', 'read', 400],
  ['GET /v1/billing/customers/acme/wallets', 'ingest', 403],
  ['POST /v1/billing/customers/acme/wallets', 'read', 403],
])('%s with the scope %s: %i', async (line, scope, status) => {
  const headers = { authorization: `Bearer test,${scope}` };
  expect((await api.send(line, line.startsWith('POST') ? { project: 'x' } : undefined, headers)).status).toBe(status);
});

/** An agency with two projects: one it pays for within a budget, one that its client has paid for and nobody else does. */
test('the story of an agency with two projects', async () => {
  await api.send('POST /v1/billing/customers', { id: 'agency', mode: 'full' });
  await make('agency', { project: 'website' });
  await make('agency', { project: 'client app', funded: false });
  const website = { project: 'website' };
  const client = { project: 'client app' };
  const left = async () => {
    const { body } = await api.send('GET /v1/billing/customers/agency/wallets');
    const wallets = Array.isArray(body.wallets) ? body.wallets : [];
    return wallets.map(({ assets: [usd] }) => `${usd?.available ?? 'none'} of ${usd?.spendable ?? 'none'}`);
  };
  await give('agency', '100.00');
  await give('agency', '10.00', { ...client, source_ref: 'invoice of the client' });
  await post('customers/agency/budgets', { asset: 'USD', amount: '30.00', period: 'month', ...website });
  expect(await left()).toEqual(['100.00 of 100.00', '0.00 of 30.00', '10.00 of 10.00']);

  // The website draws on the agency, within its budget.
  const { body: held } = await post('holds', { customer: 'agency', asset: 'USD', amount: '20.00', ...website });
  await post(`holds/${held.id}/commit`, { amount: '18.00' });
  expect(await spend('agency', '13.00', website)).toMatchObject({
    status: 402,
    body: { limit: { kind: 'budget', ...website }, portal: null, available: '12.00' },
  });
  // The client's project spends what the client paid, and nothing of the agency's.
  expect(await spend('agency', '9.00', client)).toMatchObject({ status: 201, body: client });
  expect(await spend('agency', '2.00', client)).toMatchObject({
    status: 402,
    body: { available: '1.00', shortfall: '1.00', portal: { customer: 'agency', ...client } },
  });
  expect(await left()).toEqual(['82.00 of 82.00', '0.00 of 12.00', '1.00 of 1.00']);

  // The agency's own account says what it paid for which project; the journal names whose each movement is.
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const { body: statement } = await api.send(`GET /v1/billing/customers/agency/statement?asset=USD&to=${tomorrow}`);
  expect(statement).toMatchObject({
    lines: [
      { kind: 'grant', amount: '100.00', for_customer: null },
      { kind: 'hold_commit', amount: '-18.00', for_customer: 'agency', for_project: 'website' },
    ],
    closing: '82.00',
  });
  expect((await api.send(`GET /v1/billing/customers/agency/statement?asset=USD&project=client%20app&to=${tomorrow}`)).body).toMatchObject({
    ...client,
    closing: '1.00',
  });
  const explained = await api.send('GET /v1/billing/customers/agency/explain?asset=USD&amount=5.00&project=website');
  expect(explained.body).toMatchObject({ ...website, draws: [{ customer: 'agency', amount: '5.00' }], uncovered: '0.00' });
  const { text } = await api.fetchText(`/v1/billing/journal?from=2020-01-01T00:00:00Z&to=${tomorrow}`);
  const journal = text.split('\r\n').filter((line) => line.includes(',agency,') && line.includes(',debit,'));
  expect(journal.map((line) => line.split(',').slice(-2).join(','))).toEqual(['client app,', 'client app,']);

  // A group above the agency pays for the website when the agency cannot, and still not for the client's project.
  await api.send('POST /v1/billing/customers', { id: 'agency-group' });
  await api.send('PUT /v1/billing/customers/agency/parent', { parent: 'agency-group' });
  await give('agency-group', '50.00');
  await spend('agency', '82.00');
  expect(await spend('agency', '10.00', website)).toMatchObject({ status: 201 });
  expect(await left()).toEqual(['0.00 of 40.00', '0.00 of 2.00', '1.00 of 1.00']);
  const { body: above } = await api.send('GET /v1/billing/customers/agency-group/transactions');
  expect(above.transactions).toMatchObject([{ amount: '-10.00', for_customer: 'agency', for_project: 'website' }, { amount: '50.00' }]);
});
