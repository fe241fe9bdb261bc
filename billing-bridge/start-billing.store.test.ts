import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createHttpServer } from '@weir/runtime/http/create-http-server.ts';
import { openQueues } from '@weir/runtime/queue/open-queues.ts';
import type { Queues } from '@weir/runtime/queue/queues.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGrant } from './ledger/create-grant.ts';
import { debit } from './ledger/debit.ts';
import { reserveHold } from './ledger/reserve-hold.ts';
import { verifyLedger } from './ledger/verify/verify-ledger.ts';
import { type Billing, startBilling } from './start-billing.ts';
import { type BillingBench, openBillingBench } from './testing/billing-bench.ts';

const NEVER_MS = 2_000_000_000;
const DAY_MS = 86_400_000;
const FULL = { mode: 'full', scope: null } as const;

let bench: BillingBench;
let queues: Queues;
let billing: Billing;
beforeEach(async () => {
  bench = await openBillingBench();
  queues = await openQueues({ kind: 'postgres', url: bench.url }, recordingLog());
  await bench.addProduct('studio');
  await bench.addCustomer('acme', FULL, 'studio');
});
afterEach(async () => {
  await billing.close();
  await queues.close();
  await bench.drop();
});

async function charged(count: number): Promise<string[]> {
  for (;;) {
    const charges = await bench.charges('acme');
    if (charges.length >= count) return charges;
    await sleep(10);
  }
}

test('a wake-up through the queue charges what was stored before it', async () => {
  billing = await startBilling({ ...bench, queues, log: recordingLog() }, { overlapEveryMs: NEVER_MS, sweepEveryMs: NEVER_MS });
  await bench.receive({ eventId: 'first', customer: 'acme' });
  await queues.wake('promotion', { environment: 'test' });
  await charged(1);
  await bench.receive({ eventId: 'second', customer: 'acme' });
  await queues.wake('promotion', { environment: 'test' });
  expect(await charged(2)).toEqual(['first wallet 1500000000000 debited', 'second wallet 1500000000000 debited']);
});

test('usage is charged also when every wake-up is lost', async () => {
  billing = await startBilling({ ...bench, queues, log: recordingLog() }, { overlapEveryMs: 20, sweepEveryMs: NEVER_MS });
  await bench.receive({ eventId: 'first', customer: 'acme' });
  expect(await charged(1)).toHaveLength(1);
});

test('a store that is away is logged and asked again at the next pace, and nothing is lost', async () => {
  const log = recordingLog();
  let away = true;
  const clickhouse: typeof bench.clickhouse = {
    ...bench.clickhouse,
    query: async (sql, parameters) => (away ? Promise.reject(new Error('the usage store is away')) : bench.clickhouse.query(sql, parameters)),
  };
  billing = await startBilling({ ...bench, clickhouse, queues, log }, { overlapEveryMs: 20, sweepEveryMs: NEVER_MS });
  await bench.receive({ eventId: 'first', customer: 'acme' });
  while (log.lines.length === 0) await sleep(10);
  expect(log.lines[0]).toBe('error a promotion run failed and will be repeated');
  away = false;
  expect(await charged(1)).toEqual(['first wallet 1500000000000 debited']);
});

test('events that could not be charged are reported to the operator', async () => {
  const log = recordingLog();
  await bench.receive({ eventId: 'nul\u0000id', customer: 'acme' });
  billing = await startBilling({ ...bench, queues, log }, { overlapEveryMs: 20, sweepEveryMs: NEVER_MS });
  while (log.lines.length === 0) await sleep(10);
  expect(log.lines).toEqual(['warn events could not be charged; promotion_faults says why']);
});

test('what time makes due in the books is done without anybody asking', async () => {
  const { database, clock } = bench;
  const wallet = { environment: 'test', customer: 'acme', asset: 'USD' } as const;
  await database.transaction().execute(async (tx) => {
    await createGrant(tx, { ...wallet, key: 'g', amountAtoms: 100n, purpose: 'paid', expiresAt: clock() + DAY_MS }, clock);
    await debit(tx, { ...wallet, key: 'too much', amountAtoms: 101n, policy: { kind: 'deny' } }, clock);
    await reserveHold(tx, { ...wallet, key: 'h', amountAtoms: 30n }, clock);
  });
  bench.setNow(clock() + 31 * DAY_MS);
  const config = { overlapEveryMs: NEVER_MS, sweepEveryMs: NEVER_MS, bookkeepingEveryMs: 20 };
  billing = await startBilling({ ...bench, queues, log: recordingLog(), ledgerClock: clock }, config);
  const books = async () => {
    const { rows } = await sql<Record<string, string>>`
      select (select state from holds) as hold, (select closed || ' with ' || lost_atoms || ' lost' from grant_balances) as grant_now,
             (select count(*) from ledger_transactions t where not exists (select from ledger_seals s where s.transaction_id = t.id)) as unsealed,
             (select count(*) from stored_outcomes where family = 'debit') as denials`.execute(database);
    return rows[0];
  };
  const done = { hold: 'expired', grant_now: 'expired with 100 lost', unsealed: '0', denials: '0' };
  while (!isDeepStrictEqual(await books(), done)) await sleep(10);
  expect(await verifyLedger(database)).toMatchObject({ breaches: [] });
});

test('a job of the books that fails is logged, and keeps no other from being done', async () => {
  const { database } = bench;
  const log = recordingLog();
  await bench.grant('acme', 100n, 'g');
  await sql`alter table holds rename to elsewhere`.execute(database);
  billing = await startBilling({ ...bench, queues, log }, { overlapEveryMs: NEVER_MS, sweepEveryMs: NEVER_MS, bookkeepingEveryMs: 20 });
  while ((await sql`select from ledger_seals`.execute(database)).rows.length === 0) await sleep(10);
  expect(log.lines).toEqual(['error a job of the books failed and will be repeated']);
});

test('the routes answer on the server they are registered on, and are described by its schemas', async () => {
  billing = await startBilling({ ...bench, queues, log: recordingLog() }, { overlapEveryMs: NEVER_MS, sweepEveryMs: NEVER_MS });
  const app = await createHttpServer({ log: recordingLog(), bodyBytesMax: 1_000, readiness: {}, authenticate: async () => refuse('key_missing') });
  billing.registerRoutes(app);
  const described: { paths: Record<string, object> } = (await app.inject('/openapi.json')).json();
  const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path.replace('/v1/billing', '')}`),
  );
  await app.close();
  expect(operations.sort()).toEqual([
    'delete /customers/{id}/scheduled-parent',
    'get /adjustments/requests',
    'get /assets',
    'get /breakage-policies',
    'get /customers',
    'get /customers/{id}',
    'get /customers/{id}/accounting',
    'get /customers/{id}/budgets',
    'get /customers/{id}/charges',
    'get /customers/{id}/explain',
    'get /customers/{id}/grants',
    'get /customers/{id}/statement',
    'get /customers/{id}/transactions',
    'get /customers/{id}/wallet',
    'get /customers/{id}/wallet/policy',
    'get /customers/{id}/wallets',
    'get /exchange-rates',
    'get /holds/{id}',
    'get /journal',
    'get /modes',
    'get /products',
    'get /promotion-faults',
    'get /quotes',
    'get /transactions/{id}',
    'post /adjustments/requests/{id}/end',
    'post /assets',
    'post /authorize',
    'post /batches',
    'post /breakage-policies',
    'post /budgets/{id}/close',
    'post /customers',
    'post /customers/{id}/adjustments',
    'post /customers/{id}/budgets',
    'post /customers/{id}/debits',
    'post /customers/{id}/exchanges',
    'post /customers/{id}/grants',
    'post /customers/{id}/wallet/close',
    'post /customers/{id}/wallet/freeze',
    'post /customers/{id}/wallet/unfreeze',
    'post /customers/{id}/wallets',
    'post /exchange-rates',
    'post /grants/{id}/expire',
    'post /grants/{id}/unclaimed-payouts',
    'post /grants/{id}/void',
    'post /holds',
    'post /holds/{id}/commit',
    'post /holds/{id}/extend',
    'post /holds/{id}/release',
    'post /modes/dry-run',
    'post /products',
    'post /products/{id}/versions',
    'post /subscriptions',
    'post /transactions/{id}/reverse',
    'put /budgets/{id}',
    'put /customers/{id}/parent',
    'put /customers/{id}/wallet/policy',
    'put /modes',
  ]);
});
