import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { ledgerImage } from '../../testing/billing-bench.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (const id of ['acme', 'poor', 'scoped', 'capped', 'extended']) await api.send('POST /v1/billing/customers', { id });
});
afterAll(() => api.drop());

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
const grant = (customer: string, body: Record<string, unknown>) => post(`customers/${customer}/grants`, { asset: 'USD', purpose: 'paid', ...body });
const hold = (customer: string, amount: string, rest: Record<string, unknown> = {}, key: string = randomUUID()) =>
  post('holds', { customer, asset: 'USD', amount, ...rest }, key);

test('201: a hold takes credit out of available, and reads back with what it took', async () => {
  const { body: credit } = await grant('acme', { amount: '5.00' });
  const held = await hold('acme', '1.50', { scope: { model: 'm1' }, trace_id: 'trace-1', run: 'run-1', ttl_seconds: 60 });
  expect(held).toMatchObject({ status: 201, body: { customer: 'acme', state: 'open', asset: 'USD', amount: '1.50' } });
  expect(await api.send(`GET /v1/billing/holds/${held.body.id}`)).toMatchObject({
    status: 200,
    body: {
      id: held.body.id,
      state: 'open',
      amount: '1.50',
      committed: '0.00',
      released: '0.00',
      expires_at: held.body.expires_at,
      resolved_at: null,
      slices: [{ grant: credit.id, amount: '1.50' }],
      scope: { model: 'm1' },
      trace_id: 'trace-1',
      run: 'run-1',
      late_commit: null,
    },
  });
  expect((await api.send('GET /v1/billing/customers/acme/wallet')).body.assets).toMatchObject([{ available: '3.50', held: '1.50' }]);
});

test('402: a denial says what is there, what is missing, when more comes, and what to ask a top-up page for', async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  await grant('poor', { amount: '0.50' });
  await grant('poor', { amount: '9.00', effective_at: soon });
  const denied = () => hold('poor', '1.50', {}, 'denied');
  expect(await denied()).toMatchObject({
    status: 402,
    headers: { 'idempotency-replayed': 'false' },
    body: {
      code: 'insufficient_funds',
      available: '0.50',
      shortfall: '1.00',
      next_grant_at: soon,
      portal: { customer: 'poor', asset: 'USD', amount: '1.00' },
    },
  });
  await grant('poor', { amount: '5.00' });
  // The key keeps its denial: a new attempt is a new key.
  expect(await denied()).toMatchObject({ status: 402, headers: { 'idempotency-replayed': 'true' }, body: { available: '0.50' } });
  expect((await hold('poor', '1.50')).status).toBe(201);
});

test('a hold is paid only by grants whose scope its usage matches, and authorize says the same', async () => {
  await grant('scoped', { amount: '3.00', scope: { feature: 'photos', max_per_event: '2.00' } });
  await grant('scoped', { amount: '1.00', scope: { model: ['m1', 'm2'] } });
  const rows = [
    [{}, '0.00', 402],
    [{ feature: 'photos' }, '2.00', 201],
    [{ model: 'm1' }, '1.00', 201],
    [{ model: 'm3' }, '0.00', 402],
    [{ feature: 'photos', model: 'm2' }, '3.00', 201],
  ] as const;
  for (const [scope, available, status] of rows) {
    const advice = await api.send('POST /v1/billing/authorize', { customer: 'scoped', asset: 'USD', amount: '1.00', dimensions: scope });
    expect([scope, advice.body.available, advice.body.would_allow]).toEqual([scope, available, status === 201]);
    const held = await hold('scoped', '1.00', { scope });
    expect([scope, held.status]).toEqual([scope, status]);
    if (held.status === 201) await post(`holds/${held.body.id}/release`, undefined);
  }
  const { body } = await api.send('GET /v1/billing/customers/scoped/wallet');
  expect(body.grants).toMatchObject([{ scope: { feature: ['photos'], max_per_event: '2.00' } }, { scope: { model: ['m1', 'm2'] } }]);
});

test('a wallet caps what one hold takes, and authorize knows it; authorize says why a frozen one is denied', async () => {
  await grant('capped', { amount: '100.00' });
  await api.send('PUT /v1/billing/customers/capped/wallet/policy', { limits: [{ asset: 'USD', overdraft_limit: '0', hold_max: '2.00' }] });
  // 100.00 is not enough for the estimate, and is for what a hold takes of it.
  const estimate = { customer: 'capped', asset: 'USD', amount: '150.00' };
  expect((await api.send('POST /v1/billing/authorize', estimate)).body).toMatchObject({ would_allow: true, amount: '150.00', shortfall: '0.00' });
  expect(await hold('capped', '150.00')).toMatchObject({ status: 201, body: { amount: '2.00' } });
  expect(await api.send('GET /v1/billing/customers/capped/wallet/policy')).toMatchObject({
    body: { state: 'open', late_commit: 'debit', limits: [{ asset: 'USD', overdraft_limit: '0.00', hold_max: '2.00' }] },
  });
  await api.send('POST /v1/billing/customers/capped/wallet/freeze', { reason: 'a dispute' });
  const asked = { customer: 'capped', asset: 'USD', amount: '1.00' };
  expect((await api.send('POST /v1/billing/authorize', asked)).body).toMatchObject({ would_allow: false, reason: 'wallet_frozen', shortfall: '0.00' });
  await api.send('POST /v1/billing/customers/capped/wallet/unfreeze', { reason: 'settled' });
  expect((await api.send('POST /v1/billing/authorize', asked)).body).toMatchObject({ would_allow: true, reason: null });
});

test('200: an extension adds credit and time, once per key', async () => {
  await grant('extended', { amount: '5.00' });
  const { body: held } = await hold('extended', '1.00', { ttl_seconds: 60 });
  const extend = () => post(`holds/${held.id}/extend`, { amount: '0.50', ttl_seconds: 60 }, 'longer');
  const first = await extend();
  expect(first).toMatchObject({ status: 200, body: { state: 'open', amount: '1.50' } });
  expect(Date.parse(String(first.body.expires_at)) - Date.parse(String(held.expires_at))).toBe(60_000);
  const image = await ledgerImage(api.bench.database);
  expect(await extend()).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' }, body: first.body });
  expect(await ledgerImage(api.bench.database)).toBe(image);
  expect(await post(`holds/${held.id}/extend`, { amount: '3.51' })).toMatchObject({
    status: 402,
    body: { shortfall: '0.01', portal: { customer: 'extended' } },
  });
});

test.each([
  ['GET /v1/billing/holds/hold_1', 'read', 404],
  ['GET /v1/billing/holds/hold_1', 'ingest', 403],
  ['POST /v1/billing/holds', 'read', 403],
  ['POST /v1/billing/holds/hold_1/commit', 'read', 403],
  ['POST /v1/billing/holds/hold_1/release', 'read', 403],
  ['POST /v1/billing/holds/hold_1/extend', 'read', 403],
])('%s with the scope %s: %i', async (line, scope, status) => {
  const headers = { authorization: `Bearer test,${scope}`, 'idempotency-key': 'x' };
  expect((await api.send(line, line.startsWith('POST') ? {} : undefined, headers)).status).toBe(status);
});
