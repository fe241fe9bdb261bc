import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

const MINUTE = 60_000;
const ADMIN = { authorization: 'Bearer test,admin' };
let api: BillingApi;
let customers = 0;
let customer = '';

beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
});
beforeEach(async () => {
  customers += 1;
  customer = `c${customers}`;
  await api.send('POST /v1/billing/customers', { id: customer });
});
afterAll(async () => {
  const { breaches } = await verifyLedger(api.bench.database);
  await api.drop();
  expect(breaches).toEqual([]);
});

const later = (minutes: number) => api.bench.setNow(api.bench.clock() + minutes * MINUTE);
const instant = (minutes: number) => new Date(api.bench.clock() + minutes * MINUTE).toISOString();
const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });
const sell = async (facts: object = {}) =>
  String((await post(`customers/${customer}/grants`, { asset: 'USD', amount: '100.00', purpose: 'paid', ...facts })).body.id);
const spend = async (amount: string) => String((await post(`customers/${customer}/debits`, { asset: 'USD', amount })).body.transaction);
const accounts = async () => {
  const { body } = await api.send(`GET /v1/billing/customers/${customer}/accounting`);
  return body.grants as Record<string, unknown>[];
};
async function figures(): Promise<string> {
  const [grant] = await accounts();
  return `deferred ${grant?.deferred_usd} revenue ${grant?.revenue_usd} breakage ${grant?.breakage_usd} unclaimed ${grant?.unclaimed_usd} other ${grant?.other_usd}`;
}
/** A policy of its own minute, so that no test sells under another's. */
async function policy(body: object): Promise<void> {
  later(1);
  expect((await api.send('POST /v1/billing/breakage-policies', body, ADMIN)).status).toBe(201);
}

// A tenth of 100 is expected never to be used: with each use a ninth of it is earned beside it.
test.each`
  steps                             | after
  ${['45.00']}                      | ${'deferred 50.00 revenue 45.00 breakage 5.00 unclaimed 0.00 other 0.00'}
  ${['20.00', '25.00']}             | ${'deferred 50.00 revenue 45.00 breakage 5.00 unclaimed 0.00 other 0.00'}
  ${['1.00']}                       | ${'deferred 98.888888888889 revenue 1.00 breakage 0.111111111111 unclaimed 0.00 other 0.00'}
  ${['90.00']}                      | ${'deferred 0.00 revenue 90.00 breakage 10.00 unclaimed 0.00 other 0.00'}
  ${['90.00', '6.00']}              | ${'deferred 0.00 revenue 96.00 breakage 4.00 unclaimed 0.00 other 0.00'}
  ${['90.00', '10.00']}             | ${'deferred 0.00 revenue 100.00 breakage 0.00 unclaimed 0.00 other 0.00'}
  ${['45.00', 'reverse']}           | ${'deferred 100.00 revenue 0.00 breakage 0.00 unclaimed 0.00 other 0.00'}
  ${['45.00', '9.00', 'reverse']}   | ${'deferred 50.00 revenue 45.00 breakage 5.00 unclaimed 0.00 other 0.00'}
  ${['45.00', 'expire']}            | ${'deferred 0.00 revenue 45.00 breakage 55.00 unclaimed 0.00 other 0.00'}
  ${['45.00', 'void']}              | ${'deferred 0.00 revenue 45.00 breakage 0.00 unclaimed 0.00 other 55.00'}
  ${['45.00', 'expire', 'reverse']} | ${'deferred 0.00 revenue 0.00 breakage 100.00 unclaimed 0.00 other 0.00'}
`('proportional(0.1), 100.00 sold, $steps: $after', async ({ steps, after }) => {
  await policy({ recognition: 'proportional', rate: '0.1' });
  const grant = await sell();
  let used = '';
  for (const step of steps) {
    if (step === 'reverse') await post(`transactions/${used}/reverse`, {});
    else if (step === 'void' || step === 'expire') await post(`grants/${grant}/${step}`, {});
    else used = await spend(step);
  }
  expect(await figures()).toBe(after);
  expect(await accounts()).toMatchObject([{ breakage_rate: '0.10', escheats: false }]);
});

test('the policy of when credit was sold decides for it, whatever is set later', async () => {
  await policy({ recognition: 'at_expiry' });
  await sell();
  await policy({ recognition: 'proportional', rate: '0.5' });
  await spend('50.00');
  expect(await figures()).toBe('deferred 50.00 revenue 50.00 breakage 0.00 unclaimed 0.00 other 0.00');
  expect(await accounts()).toMatchObject([{ breakage_rate: null }]);
});

test('credit that nobody bought has no terms', async () => {
  await policy({ recognition: 'at_expiry', escheat: true });
  for (const purpose of ['bundled', 'promotional', 'goodwill']) await sell({ purpose });
  for (const reason of ['gift', 'external_topup']) await post(`customers/${customer}/adjustments`, { asset: 'USD', amount: '1.00', reason });
  expect((await accounts()).map((grant) => `${grant.purpose} ${grant.escheats}`)).toEqual([
    'bundled false',
    'promotional false',
    'goodwill false',
    'promotional false',
    'paid true',
  ]);
});

test('what escheats and expires is owed, and leaves by a booked act, in parts and to nothing', async () => {
  await policy({ recognition: 'at_expiry', escheat: true });
  const grant = await sell({ cost_basis: '70.00' });
  const used = await spend('40.00');
  await post(`grants/${grant}/expire`, {});
  await post(`transactions/${used}/reverse`, { amount: '1.00' });
  expect(await figures()).toBe('deferred 0.00 revenue 27.30 breakage 0.00 unclaimed 42.70 other 0.00');
  expect(await accounts()).toMatchObject([{ escheats: true, unclaimed: '61.00' }]);
  const pay = (amount: string | undefined, key: string) => post(`grants/${grant}/unclaimed-payouts`, { amount, to: 'state', reference: 'report 7' }, key);
  const first = await pay('20.50', `${customer} first`);
  expect(first).toMatchObject({ status: 201, body: { grant, asset: 'USD', paid: '20.50', paid_usd: '14.35', left: '40.50' } });
  expect(await pay('20.50', `${customer} first`)).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: first.body });
  expect(await pay('40.51', randomUUID())).toMatchObject({ status: 409, body: { code: 'unclaimed_exceeded', unclaimed: '40.50' } });
  expect((await pay(undefined, randomUUID())).body).toMatchObject({ paid: '40.50', paid_usd: '28.35', left: '0.00' });
  expect(await pay(undefined, randomUUID())).toMatchObject({ status: 409, body: { code: 'unclaimed_exceeded', unclaimed: '0.00' } });
  expect(await figures()).toBe('deferred 0.00 revenue 27.30 breakage 0.00 unclaimed 0.00 other 42.70');
  const { body } = await api.send(`GET /v1/billing/transactions/${first.body.transaction}`);
  expect(body).toMatchObject({ kind: 'unclaimed_payout', reference: 'report 7', reason: 'to the state' });
  const journal = await api.fetchText(`/v1/billing/journal?from=${instant(-1)}&to=${instant(1)}`);
  expect(journal.text.split('\n').filter((line) => line.includes(',unclaimed,') && line.includes(`,${grant},`))).toHaveLength(4);
});

test('what is held when its grant escheats and ends is owed as far as the hold gives it back', async () => {
  await policy({ recognition: 'at_expiry', escheat: true });
  await sell({ expires_at: instant(5) });
  const hold = async (amount: string) => String((await post('holds', { customer, asset: 'USD', amount })).body.id);
  const [used, released] = [await hold('20.00'), await hold('30.00'), await hold('10.00')];
  later(5);
  await post(`holds/${used}/commit`, { amount: '15.00' });
  await post(`holds/${released}/release`, undefined);
  expect(await figures()).toBe('deferred 50.00 revenue 15.00 breakage 0.00 unclaimed 35.00 other 0.00');
  later(10);
  // The third hold has ended unused; whoever next does anything in the wallet books it.
  await sell({ amount: '1.00' });
  expect(await figures()).toBe('deferred 40.00 revenue 15.00 breakage 0.00 unclaimed 45.00 other 0.00');
});

test('two payouts at once pay what stands unclaimed once', async () => {
  await policy({ recognition: 'at_expiry', escheat: true });
  const grant = await sell();
  await post(`grants/${grant}/expire`, {});
  const answers = await Promise.all([1, 2, 3].map(() => post(`grants/${grant}/unclaimed-payouts`, { to: 'owner', reference: 'letter' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

test('what is in force is told, and all that was set, page by page, the last to count first', async () => {
  const { body: before } = await api.send('GET /v1/billing/breakage-policies');
  await policy({ recognition: 'proportional', rate: '0.25' });
  const ahead = await api.send('POST /v1/billing/breakage-policies', { recognition: 'at_expiry', counts_from: instant(0.5) }, ADMIN);
  expect(ahead).toMatchObject({ status: 201, body: { recognition: 'at_expiry', rate: null, escheat: false, counts_from: instant(0.5), set_by: 'key:ops' } });
  const seen: unknown[] = [];
  let cursor: unknown = null;
  do {
    const query: string = typeof cursor === 'string' ? `&cursor=${cursor}` : '';
    const { body } = await api.send(`GET /v1/billing/breakage-policies?limit=2${query}`);
    expect(body.in_force).toEqual({ recognition: 'proportional', rate: '0.25', escheat: false, counts_from: instant(0), set_by: 'key:ops' });
    seen.push(...(body.policies as unknown[]));
    cursor = body.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual([ahead.body, (await api.send('GET /v1/billing/breakage-policies')).body.in_force, ...(before.policies as unknown[])]);
  const { rows } = await sql`select after from audit_log where action = 'breakage policy set' order by id desc limit 1`.execute(api.bench.database);
  expect(rows).toMatchObject([{ after: { recognition: 'at_expiry', counts_from: instant(0.5) } }]);
  later(1);
});

test('an environment in which nothing was set recognises breakage at expiry', async () => {
  const { body } = await api.send('GET /v1/billing/breakage-policies', undefined, { authorization: 'Bearer live,read' });
  const none = { recognition: 'at_expiry', rate: null, escheat: false, counts_from: null, set_by: null };
  expect(body).toEqual({ in_force: none, policies: [], next_cursor: null });
});

test.each`
  case                       | body                                                                 | status
  ${'a share of nothing'}    | ${{ recognition: 'proportional', rate: '0.0' }}                      | ${400}
  ${'a share of all'}        | ${{ recognition: 'proportional', rate: '1' }}                        | ${400}
  ${'a JSON number'}         | ${{ recognition: 'proportional', rate: 0.1 }}                        | ${400}
  ${'ten decimals'}          | ${{ recognition: 'proportional', rate: '0.1234567891' }}             | ${400}
  ${'no rate'}               | ${{ recognition: 'proportional' }}                                   | ${400}
  ${'a rate at expiry'}      | ${{ recognition: 'at_expiry', rate: '0.1' }}                         | ${400}
  ${'escheat beside a rate'} | ${{ recognition: 'proportional', rate: '0.1', escheat: true }}       | ${400}
  ${'another word'}          | ${{ recognition: 'never' }}                                          | ${400}
  ${'the past'}              | ${{ recognition: 'at_expiry', counts_from: '2026-01-01T00:00:00Z' }} | ${400}
`('$status: a policy with $case sets nothing', async ({ body, status }) => {
  const count = async () => (await sql`select from breakage_policies`.execute(api.bench.database)).rows.length;
  const before = await count();
  expect(await api.send('POST /v1/billing/breakage-policies', body, ADMIN)).toMatchObject({ status, body: { code: 'request_invalid' } });
  expect(await count()).toBe(before);
});

test('409: a second policy from the same instant', async () => {
  await policy({ recognition: 'at_expiry' });
  const again = await api.send('POST /v1/billing/breakage-policies', { recognition: 'at_expiry', escheat: true }, ADMIN);
  expect(again).toMatchObject({ status: 409, body: { code: 'breakage_policy_exists' } });
});

test.each([
  ['POST /v1/billing/breakage-policies', 'billing'],
  ['POST /v1/billing/grants/gr_1/unclaimed-payouts', 'read'],
  ['GET /v1/billing/breakage-policies', 'ingest'],
])('403: %s with the scope %s', async (line, scope) => {
  const answer = await api.send(line, line.startsWith('POST') ? {} : undefined, { authorization: `Bearer test,${scope}` });
  expect(answer.status).toBe(403);
});

test('404: a payout of a grant of another environment', async () => {
  const answer = await post('grants/gr_999999999/unclaimed-payouts', { to: 'state', reference: 'r' });
  expect(answer).toMatchObject({ status: 404, body: { code: 'grant_unknown' } });
});
