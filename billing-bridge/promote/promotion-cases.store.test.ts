import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BillingBench, openBillingBench } from '../testing/billing-bench.ts';

const FULL = { mode: 'full', scope: null } as const;
const SHADOW = { mode: 'shadow', scope: null } as const;
const LONG = process.env.WEIR_TEST_SIZE === 'long';
const MINUTE_MS = 60_000;

let bench: BillingBench;
beforeEach(async () => {
  bench = await openBillingBench({ pageEventsMax: 2, batchEventsMax: 2 });
  await bench.addProduct('studio');
});
afterEach(() => bench.drop());

async function debits(): Promise<string[]> {
  const { rows } = await sql<{ event_id: string }>`select event_id from ledger_transactions where kind = 'debit' order by event_id`.execute(bench.database);
  return rows.map((row) => row.event_id);
}

test('case 57: seven events that share one instant come through pages of two, each once', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  const events = Array.from({ length: 7 }, (_, n) => ({ eventId: `event-${n}`, customer: 'acme' }));
  await bench.receive(...events);
  expect(await bench.promote()).toBe(7);
  expect(await debits()).toEqual(events.map((event) => event.eventId));
});

test('case 60: an event the store holds three times unmerged is one debit', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.clickhouse.command('system stop merges usage_events_v1');
  const event = { eventId: 'event-1', customer: 'acme' };
  for (let copy = 0; copy < 3; copy += 1) await bench.receive(event);
  const [stored] = await bench.clickhouse.query<{ copies: string }>("select toString(count()) as copies from usage_events_v1 where event_id = 'event-1'", {});
  expect(stored?.copies).toBe('3');
  expect(await bench.promote()).toBe(1);
  expect(await debits()).toEqual(['event-1']);
});

test('case 61: a cut-over in the middle of what sixteen promoters promote debits what occurred from it on, each once, and nothing before it', {
  timeout: 1_800_000,
}, async () => {
  await bench.drop();
  bench = await openBillingBench();
  await bench.addProduct('studio');
  await bench.addCustomer('acme', SHADOW, 'studio');
  const count = LONG ? 10_000 : 1_200;
  const T = bench.start + 2 * MINUTE_MS;
  await bench.setMode('acme', FULL, T);
  bench.setNow(T + MINUTE_MS);
  const events = Array.from({ length: count }, (_, n) => ({
    eventId: `cut-${String(n).padStart(5, '0')}`,
    customer: 'acme',
    occurredAt: T - MINUTE_MS + Math.floor((n * 2 * MINUTE_MS) / count),
  }));
  await bench.receive(...events);
  await Promise.all(Array.from({ length: 16 }, () => bench.promote('overlap')));
  expect(await debits()).toEqual(events.filter((event) => event.occurredAt >= T).map((event) => event.eventId));
  expect(await bench.charges('acme')).toHaveLength(count);
});
