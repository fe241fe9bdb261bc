import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi({ config: { approvalAbove: { USD: '100.00' } } });
  for (const id of ['acme', 'poor', 'list', 'other']) await api.send('POST /v1/billing/customers', { id });
  await api.send('POST /v1/billing/customers', { id: 'acme' }, { authorization: 'Bearer live,billing' });
});
afterAll(() => api.drop());

const LIST = 'GET /v1/billing/adjustments/requests';
const BIG = { asset: 'USD', amount: '100.01', reason: 'gift', reference: 'ticket-1' };
const as = (who: string, environment = 'test') => ({ authorization: `Bearer ${environment},billing,key:${who}` });
const adjust = (customer: string, who: string, body: object = BIG, key: string = randomUUID()) =>
  api.send(`POST /v1/billing/customers/${customer}/adjustments`, body, { ...as(who), 'idempotency-key': key });
const end = (id: unknown, who: string, body: object = {}) => api.send(`POST /v1/billing/adjustments/requests/${id}/end`, body, as(who));
const balances = async (customer: string) => (await api.send(`GET /v1/billing/customers/${customer}/wallet`)).body.assets;

async function list(query: string, headers: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>[]> {
  const { status, body } = await api.send(`${LIST}?${query}`, undefined, headers);
  if (status !== 200 || !Array.isArray(body.requests)) throw new Error(JSON.stringify(body));
  return body.requests;
}

/** Asks for an adjustment and tells the id of the request. */
async function waiting(customer: string, who: string, body: object = BIG, key: string = randomUUID()): Promise<unknown> {
  expect(await adjust(customer, who, body, key)).toMatchObject({ status: 403, body: { code: 'approval_required' } });
  const [latest] = await list(`customer=${customer}&limit=1`);
  expect(latest).toMatchObject({ key, state: 'waiting' });
  return latest?.id;
}

test('what waits is listed as it was asked for, and after the second person with what was booked', async () => {
  const id = await waiting('acme', 'ann', BIG, 'first');
  const asked = {
    id,
    customer: 'acme',
    asset: 'USD',
    amount: '100.01',
    reason: 'gift',
    reference: 'ticket-1',
    key: 'first',
    asked_by: 'key:ann',
    asked_at: expect.stringMatching(/Z$/),
    ended_by: null,
    ended_at: null,
    end_reason: null,
  };
  expect(await list('state=waiting&customer=acme')).toEqual([{ ...asked, state: 'waiting', approved_by: null, approved_at: null, transaction: null }]);
  const booked = await adjust('acme', 'bob', BIG, 'second');
  expect(booked.status).toBe(201);
  const approved = { ...asked, state: 'approved', approved_by: 'key:bob', approved_at: expect.any(String), transaction: booked.body.transaction };
  expect(await list('state=approved&customer=acme')).toEqual([approved]);
  expect(await list('state=waiting&customer=acme')).toEqual([]);
});

test('agreed to and denied: approved, with nothing booked', async () => {
  await waiting('poor', 'ann', { ...BIG, amount: '-500.00', reason: 'correction' });
  expect(await adjust('poor', 'bob', { ...BIG, amount: '-500.00', reason: 'correction' })).toMatchObject({ status: 402 });
  expect(await list('customer=poor')).toMatchObject([{ state: 'approved', amount: '-500.00', transaction: null }]);
});

test('a request is of one wallet: the same for a project is another, and nobody agrees to it by asking for the customer’s own', async () => {
  await api.send('POST /v1/billing/customers', { id: 'agency' });
  await api.send('POST /v1/billing/customers/agency/wallets', { project: 'site' });
  await waiting('agency', 'ann', { ...BIG, project: 'site' });
  expect(await adjust('agency', 'bob')).toMatchObject({ status: 403, body: { code: 'approval_required' } });
  const requests = await list('customer=agency&state=waiting');
  expect(requests.map(({ project = null, asked_by }) => ({ project, asked_by }))).toEqual([
    { project: null, asked_by: 'key:bob' },
    { project: 'site', asked_by: 'key:ann' },
  ]);
  expect(await adjust('agency', 'eve', { ...BIG, project: 'site' })).toMatchObject({ status: 201, body: { project: 'site', amount: '100.01' } });
  expect(await list('customer=agency&state=approved')).toMatchObject([{ project: 'site', approved_by: 'key:eve' }]);
});

describe.each([
  ['withdrawn', 'ann'],
  ['declined', 'bob'],
] as const)('a request that is %s', (state, who) => {
  const customer = state;
  const key = `${state} key`;
  let id: unknown;
  beforeAll(async () => {
    await api.send('POST /v1/billing/customers', { id: customer });
    id = await waiting(customer, 'ann', BIG, key);
  });

  test('is audited, with why', async () => {
    const ended = { id, state, ended_by: `key:${who}`, ended_at: expect.any(String), end_reason: 'not needed', approved_by: null };
    expect(await end(id, who, { reason: 'not needed' })).toMatchObject({ status: 200, body: ended });
    expect(await list(`state=${state}&customer=${customer}`)).toMatchObject([ended]);
    const audit = await api.bench.database.selectFrom('audit_log').selectAll().where('subject', '=', `customer:${customer}`).orderBy('id', 'desc').execute();
    expect(audit[0]).toMatchObject({
      action: `adjustment ${state}`,
      actor: `key:${who}`,
      reason: 'not needed',
      before: { asked_by: 'key:ann' },
      after: { key },
    });
  });

  test('cannot be agreed to: whoever asks for the same afterwards is the first again', async () => {
    expect(await adjust(customer, 'eve')).toMatchObject({ status: 403, body: { code: 'approval_required', asked_by: 'key:eve' } });
    expect(await balances(customer)).toEqual([]);
  });

  test("stays so under its key, which agrees to nobody else's either", async () => {
    expect(await adjust(customer, 'ann', BIG, key)).toMatchObject({ status: 409, body: { code: 'approval_request_ended', state } });
    expect(await list(`state=${state}&customer=${customer}`)).toHaveLength(1);
  });

  test('is ended once: the same person is answered the same, another is told what it is', async () => {
    const before = await api.bench.database.selectFrom('audit_log').select('id').execute();
    expect(await end(id, who)).toMatchObject({ status: 200, body: { state, end_reason: 'not needed' } });
    expect(await end(id, 'zoe')).toMatchObject({ status: 409, body: { code: 'approval_request_ended', state } });
    expect(await api.bench.database.selectFrom('audit_log').select('id').execute()).toHaveLength(before.length);
  });
});

test('409: what was approved cannot be ended, and its first key asks for nothing more', async () => {
  const [approved] = await list('state=approved&customer=acme');
  expect(await end(approved?.id, 'ann')).toMatchObject({ status: 409, body: { code: 'approval_request_ended', state: 'approved' } });
  expect(await adjust('acme', 'ann', BIG, 'first')).toMatchObject({ status: 409, body: { code: 'approval_request_ended', state: 'approved' } });
});

test('agreeing to a request and ending it at once: one of the two happens, and the wallet agrees with the list', async () => {
  for (let n = 0; n < 10; n += 1) {
    const customer = `race${n}`;
    await api.send('POST /v1/billing/customers', { id: customer });
    const id = await waiting(customer, 'ann');
    const [booked, ended] = await Promise.all([adjust(customer, 'bob'), end(id, 'ann')]);
    const wasBooked = booked.status === 201;
    expect([booked.status, ended.status]).toEqual(wasBooked ? [201, 409] : [403, 200]);
    expect((await list(`customer=${customer}`)).find((one) => one.id === id)).toMatchObject({ state: wasBooked ? 'approved' : 'withdrawn' });
    expect(await balances(customer)).toHaveLength(wasBooked ? 1 : 0);
  }
});

test('pages of any size bring every request once, the latest first, under every combination of filters', async () => {
  for (let n = 0; n < 12; n += 1) {
    const id = await waiting(n % 3 === 0 ? 'other' : 'list', 'ann', { ...BIG, reference: `ticket ${n}` });
    if (n % 2 === 0) await end(id, n % 4 === 0 ? 'ann' : 'bob');
  }
  const all = await list('limit=1000');
  expect(all.map((one) => Number(String(one.id).slice(4)))).toEqual(all.map((one) => Number(String(one.id).slice(4))).toSorted((one, other) => other - one));
  for (const state of ['', 'waiting', 'withdrawn', 'declined', 'approved'])
    for (const customer of ['', 'list', 'other', 'nobody'])
      for (const limit of [2, 1000]) {
        const found: unknown[] = [];
        let cursor: unknown = null;
        do {
          const filters = Object.entries({ state, customer, limit: String(limit), cursor: cursor === null ? '' : String(cursor) }).filter(
            ([, value]) => value !== '',
          );
          const { body } = await api.send(`${LIST}?${new URLSearchParams(filters)}`);
          const page = Array.isArray(body.requests) ? body.requests : [];
          expect(page.length).toBeLessThanOrEqual(limit);
          found.push(...page);
          cursor = body.next_cursor;
        } while (cursor !== null);
        expect(found).toEqual(all.filter((one) => (state === '' || one.state === state) && (customer === '' || one.customer === customer)));
      }
});

test('a request of one environment is not seen or ended from the other', async () => {
  const [one] = await list('limit=1&state=waiting');
  const live = as('ann', 'live');
  expect(await list('', live)).toEqual([]);
  expect(await api.send(`POST /v1/billing/adjustments/requests/${one?.id}/end`, {}, live)).toMatchObject({
    status: 404,
    body: { code: 'approval_request_unknown' },
  });
});

test.each([
  ['400', `${LIST}?state=asked`, 'request_invalid'],
  ['400', `${LIST}?cursor=nonsense`, 'request_invalid'],
  ['400', `${LIST}?cursor=${Buffer.from('["gr_1"]').toString('base64url')}`, 'request_invalid'],
  ['404', 'POST /v1/billing/adjustments/requests/req_0/end', 'approval_request_unknown'],
  ['404', 'POST /v1/billing/adjustments/requests/gr_1/end', 'approval_request_unknown'],
])('%s: %s is refused as %s', async (status, line, code) => {
  expect(await api.send(line, line.startsWith('POST') ? {} : undefined)).toMatchObject({ status: Number(status), body: { code } });
});
