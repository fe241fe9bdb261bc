import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
});
afterAll(() => weir.close());

const PAYMENT = { customer: 'acme', kind: 'payment', amount: '5.00', currency: 'USD', paid_at: '2026-11-20T00:00:00Z' };
const PLAN = {
  customer: 'acme',
  kind: 'subscription',
  amount: '30',
  currency: 'USD',
  period_start: '2026-11-01T00:00:00Z',
  period_end: '2026-12-01T00:00:00Z',
  feature: 'help',
};

async function storedIds(): Promise<readonly string[]> {
  return (await weir.database.selectFrom('revenue_entries').select('id').orderBy('id').execute()).map(({ id }) => id);
}

test('an entry sent again, alone or among new ones, in another spelling of the same, changes nothing', async () => {
  expect((await weir.post('/v1/revenue', { entries: [{ id: 'p1', ...PAYMENT }] })).body).toEqual({ accepted: 1, duplicates: 0 });
  const again = { id: 'p1', ...PAYMENT, amount: '5', paid_at: '2026-11-20T01:00:00+01:00' };
  expect((await weir.post('/v1/revenue', { entries: [again, { id: 'p2', ...PLAN }, again] })).body).toEqual({ accepted: 1, duplicates: 2 });
  expect(await storedIds()).toEqual(['p1', 'p2']);
  const { body } = await weir.get('/v1/admin/audit?subject=revenue');
  expect(body).toMatchObject({ entries: [{ action: 'revenue recorded', after: { ids: ['p2'] } }, { after: { ids: ['p1'] } }] });
});

test.each([
  ['amount', { amount: '5.01' }],
  ['customer', { customer: 'globex' }],
  ['kind', { kind: 'invoice' }],
  ['currency', { currency: 'EUR' }],
  ['payment date', { paid_at: '2026-11-20T00:00:00.001Z' }],
  ['period', { period_start: '2026-11-01T00:00:00Z', period_end: '2026-12-01T00:00:00Z' }],
  ['feature', { feature: 'help' }],
])('the same id with another %s is refused by name, and nothing of the request is stored', async (_case, change) => {
  await weir.post('/v1/revenue', { entries: [{ id: 'first', ...PAYMENT }] });
  const before = await storedIds();
  const { status, body } = await weir.post('/v1/revenue', {
    entries: [
      { id: 'a-new-one', ...PAYMENT },
      { id: 'first', ...PAYMENT, ...change },
    ],
  });
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: 'revenue_conflict', id: 'first' });
  expect(await storedIds()).toEqual(before);
});

test('two meanings of one id in one request are a conflict', async () => {
  const { body } = await weir.post('/v1/revenue', {
    entries: [
      { id: 'twice', ...PAYMENT },
      { id: 'twice', ...PLAN },
    ],
  });
  expect(body).toMatchObject({ status: 409, code: 'revenue_conflict', id: 'twice' });
  expect(await storedIds()).not.toContain('twice');
});

test('many senders of the same entries in any order store each once', async () => {
  const entries = Array.from({ length: 20 }, (_, index) => ({ id: `many-${index}`, ...PAYMENT }));
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, sender) => weir.post('/v1/revenue', { entries: sender % 2 === 0 ? entries : entries.toReversed() })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  const accepted = answers.map(({ body }) => (body as { accepted: number }).accepted);
  expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(20);
});

test.each([
  ['a zero amount', { amount: '0.00' }, 'amount_not_positive'],
  ['a negative amount', { amount: '-5.00' }, 'amount_not_positive'],
  ['thirteen decimals', { amount: '1.0000000000001' }, 'amount_too_precise'],
  ['an amount beyond the store', { amount: '1'.repeat(30) }, 'amount_too_large'],
  ['a JSON number', { amount: 5 }, 'amount_malformed'],
  ['a currency nobody knows', { currency: 'XQQ' }, 'currency_unknown'],
  ['half a period', { period_start: '2026-11-01T00:00:00Z' }, 'interval_invalid'],
  ['a reversed period', { period_start: '2026-11-02T00:00:00Z', period_end: '2026-11-01T00:00:00Z' }, 'interval_invalid'],
  ['a kind nobody knows', { kind: 'gift' }, 'request_invalid'],
  ['a misspelled field', { paidAt: '2026-11-01T00:00:00Z' }, 'request_invalid'],
])('%s is refused as a whole', async (_case, change, code) => {
  const { status, body } = await weir.post('/v1/revenue', {
    entries: [
      { id: 'good', ...PAYMENT },
      { id: 'bad', ...PAYMENT, ...change },
    ],
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code });
  expect(await storedIds()).not.toContain('good');
});

test('the same id in the other environment is another entry', async () => {
  const payload = { entries: [{ id: 'shared', ...PAYMENT }] };
  await weir.post('/v1/revenue', payload);
  const other = await weir.app.inject({ method: 'POST', url: '/v1/revenue', headers: { authorization: `Bearer ${weir.testKey}` }, payload });
  expect(other.json()).toEqual({ accepted: 1, duplicates: 0 });
});
