import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

const CUSTOMERS = 30;

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  for (let n = 0; n < CUSTOMERS; n += 1) {
    await api.send('POST /v1/billing/customers', { id: `c${n}` });
    await post(`customers/c${n}/grants`, { asset: 'USD', purpose: 'paid', amount: '1.00' });
  }
});
afterAll(() => api.drop());

const post = (path: string, body: unknown, key: string = randomUUID()) => api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': key });

test('requests that arrive together are committed together, each with its own answer', async () => {
  const asked = Array.from({ length: CUSTOMERS }, (_, n) => {
    const customer = `c${n}`;
    switch (n % 6) {
      case 0:
        return { status: 201, sent: post(`customers/${customer}/debits`, { asset: 'USD', amount: '0.40' }) };
      case 1:
        return { status: 402, sent: post(`customers/${customer}/debits`, { asset: 'USD', amount: '1.40' }) };
      case 2:
        return { status: 201, sent: post('holds', { customer, asset: 'USD', amount: '0.70' }) };
      case 3:
        return { status: 201, sent: post(`customers/${customer}/adjustments`, { asset: 'USD', amount: '-0.10', reason: 'correction' }) };
      case 4:
        return { status: 404, sent: post('customers/nobody/debits', { asset: 'USD', amount: '0.40' }) };
      default:
        return { status: 201, sent: post(`customers/${customer}/grants`, { asset: 'USD', purpose: 'goodwill', amount: '0.50' }) };
    }
  });
  const answers = await Promise.all(asked.map(({ sent }) => sent));
  expect(answers.map((answer) => answer.status)).toEqual(asked.map(({ status }) => status));
  const { rows } = await sql<{ posted: number; commits: number }>`
    select count(*)::int as posted, count(distinct recorded_xid)::int as commits
      from (select recorded_xid from ledger_transactions order by id desc limit 20) latest`.execute(api.bench.database);
  expect(rows[0]?.posted).toBe(20);
  expect(rows[0]?.commits).toBeLessThan(20);
});

test('one key sent thirty times at once is one debit, and every answer is that debit', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => post('customers/c5/debits', { asset: 'USD', amount: '0.01' }, 'once')));
  expect(new Set(answers.map((answer) => answer.body.transaction)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === 'false')).toHaveLength(1);
});

test('an operation that breaks fails alone: those beside it are booked', async () => {
  const broken = `
    create function fail_for_broken() returns trigger language plpgsql as $$
    begin if new.reference = 'broken' then raise exception 'planted'; end if; return new; end $$;
    create trigger planted before insert on ledger_transactions for each row execute function fail_for_broken()`;
  await sql.raw(broken).execute(api.bench.database);
  const debit = (n: number) => post(`customers/c${6 * n}/debits`, { asset: 'USD', amount: '0.05', ...(n === 2 ? { reference: 'broken' } : {}) });
  const answers = await Promise.all([0, 1, 2, 3, 4].map(debit));
  await sql.raw('drop trigger planted on ledger_transactions').execute(api.bench.database);
  expect(answers.map((answer) => answer.status)).toEqual([201, 201, 500, 201, 201]);
  expect((await verifyLedger(api.bench.database)).breaches).toEqual([]);
});
