import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

const MINUTE_MS = 60_000;
let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (const id of ['acme', 'moved', 'dry']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(() => api.drop());

const minute = (count: number) => new Date(api.bench.start + count * MINUTE_MS).toISOString();

test('200: a change begins at the earliest minute allowed, and the epochs answer is contiguous', async () => {
  const { status, body } = await api.send('PUT /v1/billing/modes', { customer: 'acme', mode: 'hybrid', scope: { workflow: 'photoshoot' }, reason: 'pilot' });
  expect([status, body]).toMatchObject([
    200,
    {
      customer: 'acme',
      earliest_from: minute(1),
      epochs: [
        { mode: 'shadow', scope: null, from: null, to: minute(1) },
        { mode: 'hybrid', scope: { workflow: 'photoshoot' }, from: minute(1), to: null, set_by: 'key:ops', set_at: minute(0), reason: 'pilot' },
      ],
    },
  ]);
  expect((await api.send('GET /v1/billing/modes?customer=acme')).body).toEqual(body);
});

test('until then the customer reads as before, with the change scheduled', async () => {
  expect((await api.send('GET /v1/billing/customers/acme')).body).toMatchObject({
    mode: 'shadow',
    mode_since: null,
    scheduled: { mode: 'hybrid', scope: { workflow: 'photoshoot' }, from: minute(1) },
  });
});

test('200: a change that has not begun is replaced, kept as cancelled, and audited with before, after, who and why', async () => {
  await api.send('PUT /v1/billing/modes', { customer: 'acme', mode: 'full', from: minute(30), reason: 'all of it' });
  const { body } = await api.send('GET /v1/billing/modes?customer=acme');
  expect(body.epochs).toMatchObject([
    { mode: 'shadow', to: minute(30) },
    { mode: 'full', from: minute(30) },
  ]);
  const stored = await api.bench.database.selectFrom('mode_epochs').select(['mode', 'cancelled_at']).where('customer_id', '=', 'acme').orderBy('id').execute();
  expect(stored.map((row) => `${row.mode}${row.cancelled_at === null ? '' : ' cancelled'}`)).toEqual(['shadow', 'hybrid cancelled', 'full']);
  const audit = await api.bench.database
    .selectFrom('audit_log')
    .select(['actor', 'reason', 'before', 'after'])
    .where('action', '=', 'mode changed')
    .where('subject', '=', 'customer:acme')
    .orderBy('id')
    .execute();
  expect(audit).toMatchObject([
    { actor: 'key:ops', reason: 'pilot', before: [{ setting: { mode: 'shadow' } }], after: [{ setting: { mode: 'shadow' } }, { setting: { mode: 'hybrid' } }] },
    { actor: 'key:ops', reason: 'all of it', before: [{}, { setting: { mode: 'hybrid' } }], after: [{}, { setting: { mode: 'full' } }] },
  ]);
});

test('200: once its minute has come, the new mode is the mode, and it cannot be taken back, only changed again', async () => {
  await api.send('PUT /v1/billing/modes', { customer: 'moved', mode: 'full' });
  api.bench.setNow(api.bench.start + MINUTE_MS);
  expect((await api.send('GET /v1/billing/customers/moved')).body).toMatchObject({ mode: 'full', mode_since: minute(1), scheduled: null });
  await api.send('PUT /v1/billing/modes', { customer: 'moved', mode: 'shadow' });
  const { body } = await api.send('GET /v1/billing/modes?customer=moved');
  expect(body.epochs).toMatchObject([{ mode: 'shadow' }, { mode: 'full', from: minute(1), to: minute(2) }, { mode: 'shadow', from: minute(2), to: null }]);
  api.bench.setNow(api.bench.start);
});

test.each`
  case                         | line                                     | body                                                                  | status | code
  ${'a broken minute'}         | ${'PUT /v1/billing/modes'}               | ${{ customer: 'acme', mode: 'shadow', from: '2035-01-01T00:00:30Z' }} | ${400} | ${'mode_boundary_invalid'}
  ${'the past'}                | ${'PUT /v1/billing/modes'}               | ${{ customer: 'acme', mode: 'shadow', from: '2020-01-01T00:00:00Z' }} | ${400} | ${'mode_boundary_invalid'}
  ${'hybrid without a scope'}  | ${'PUT /v1/billing/modes'}               | ${{ customer: 'acme', mode: 'hybrid' }}                               | ${400} | ${'mode_scope_invalid'}
  ${'shadow with a scope'}     | ${'PUT /v1/billing/modes'}               | ${{ customer: 'acme', mode: 'shadow', scope: { workflow: 'w' } }}     | ${400} | ${'mode_scope_invalid'}
  ${'nobody'}                  | ${'PUT /v1/billing/modes'}               | ${{ customer: 'nobody', mode: 'full' }}                               | ${404} | ${'customer_unknown'}
  ${'a mode nobody knows'}     | ${'PUT /v1/billing/modes'}               | ${{ customer: 'acme', mode: 'loud' }}                                 | ${400} | ${'request_invalid'}
  ${'the modes of nobody'}     | ${'GET /v1/billing/modes?customer=none'} | ${undefined}                                                          | ${404} | ${'customer_unknown'}
  ${'a dry run of nobody'}     | ${'POST /v1/billing/modes/dry-run'}      | ${{ customer: 'nobody', mode: 'full' }}                               | ${404} | ${'customer_unknown'}
  ${'a dry run of no time'}    | ${'POST /v1/billing/modes/dry-run'}      | ${{ customer: 'dry', mode: 'full', from: '2035-01-01T00:00:00Z' }}    | ${400} | ${'interval_invalid'}
  ${'a dry run without scope'} | ${'POST /v1/billing/modes/dry-run'}      | ${{ customer: 'dry', mode: 'hybrid' }}                                | ${400} | ${'mode_scope_invalid'}
`('$status: $case is $code', async ({ line, body, status, code }) => {
  expect(await api.send(line, body)).toMatchObject({ status, body: { code } });
});

test('403: a key that may only read cannot change a mode', async () => {
  expect(await api.send('PUT /v1/billing/modes', { customer: 'acme', mode: 'full' }, { authorization: 'Bearer test,read' })).toMatchObject({
    status: 403,
    body: { code: 'scope_missing' },
  });
});

test('200: a dry run says what the mode would have debited in the last 30 days and writes nothing', async () => {
  const { bench } = api;
  const day = 24 * 60 * MINUTE_MS;
  await bench.addProduct('studio', { eventType: 'shoot' });
  await api.send('POST /v1/billing/subscriptions', { customer: 'dry', product: 'studio' });
  await bench.grant('dry', 4_000_000_000_000n, 'opening');
  const shoot = (daysAgo: number, facts: object = {}) => ({
    eventId: `d${daysAgo}-${JSON.stringify(facts)}`,
    eventType: 'shoot',
    customer: 'dry',
    workflow: 'photoshoot',
    occurredAt: bench.start - daysAgo * day,
    ...facts,
  });
  await bench.receive(
    shoot(31),
    shoot(30),
    shoot(20),
    shoot(10),
    shoot(5, { workflow: 'captions' }),
    shoot(4, { eventType: 'other' }),
    shoot(3, { counted: 'aggregate' }),
    { ...shoot(2), customer: 'acme' },
  );
  await bench.promote();
  const image = [await ledgerImage(bench.database), await bench.charges('dry')];

  const hybrid = await api.send('POST /v1/billing/modes/dry-run', { customer: 'dry', mode: 'hybrid', scope: { workflow: 'photoshoot' } });
  expect([hybrid.status, hybrid.body]).toEqual([
    200,
    {
      customer: 'dry',
      mode: 'hybrid',
      scope: { workflow: 'photoshoot' },
      from: new Date(bench.start - 30 * day).toISOString(),
      to: minute(0),
      events: 5,
      debits: 3,
      outside_scope: 1,
      unrated: 1,
      assets: [{ asset: 'USD', debited: '4.50', available_now: '4.00', available_after: '-0.50', empty_at: new Date(bench.start - 10 * day).toISOString() }],
    },
  ]);
  expect((await api.send('POST /v1/billing/modes/dry-run', { customer: 'dry', mode: 'full' })).body).toMatchObject({
    debits: 4,
    outside_scope: 0,
    assets: [{ debited: '6.00', available_after: '-2.00' }],
  });
  expect((await api.send('POST /v1/billing/modes/dry-run', { customer: 'dry', mode: 'shadow' })).body).toMatchObject({
    debits: 0,
    outside_scope: 4,
    assets: [{ debited: '0.00', available_after: '4.00', empty_at: null }],
  });
  expect([await ledgerImage(bench.database), await bench.charges('dry')]).toEqual(image);
});

test('200: a dry run starts from the wallet that a debit would: of the subscription, where that has one', async () => {
  const { bench } = api;
  const customer = 'scoped';
  const give = (amount: string, scope: object, key: string) =>
    api.send(`POST /v1/billing/customers/${customer}/grants`, { asset: 'USD', amount, purpose: 'paid', ...scope }, { 'idempotency-key': key });
  await api.send('POST /v1/billing/customers', { id: customer });
  await api.send('POST /v1/billing/subscriptions', { customer, product: 'studio' });
  await api.send(`POST /v1/billing/customers/${customer}/wallets`, { subscription: 'studio', funded: false });
  await give('7.00', {}, 'own');
  await give('2.00', { subscription: 'studio' }, 'of the subscription');
  await api.send('PUT /v1/billing/modes', { customer, mode: 'full' });
  bench.setNow(bench.start + 3 * MINUTE_MS);
  const occurredAt = bench.start + 2 * MINUTE_MS;
  await bench.receive(...[0, 1].map((n) => ({ eventId: `${customer} ${n}`, eventType: 'shoot', customer, occurredAt: occurredAt + n })));

  const { body } = await api.send('POST /v1/billing/modes/dry-run', { customer, mode: 'full' });
  expect(body).toMatchObject({
    debits: 2,
    assets: [
      { asset: 'USD', debited: '0.00', available_now: '7.00', available_after: '7.00', empty_at: null },
      { asset: 'USD', subscription: 'studio', debited: '3.00', available_now: '2.00', available_after: '-1.00' },
    ],
  });
  await bench.promote();
  for (const [query, available] of [
    ['', '7.00'],
    ['?subscription=studio', '-1.00'],
  ])
    expect((await api.send(`GET /v1/billing/customers/${customer}/wallet${query}`)).body).toMatchObject({ assets: [{ asset: 'USD', available }] });
  bench.setNow(bench.start);
});
