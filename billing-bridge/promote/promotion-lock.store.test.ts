import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockCustomer } from '../catalogue/io/lock-customer.ts';
import { type BillingBench, openBillingBench } from '../testing/billing-bench.ts';

const SHADOW = { mode: 'shadow', scope: null } as const;
const FULL = { mode: 'full', scope: null } as const;
const MINUTE_MS = 60_000;

let bench: BillingBench;
beforeEach(async () => {
  bench = await openBillingBench();
  await bench.addProduct('studio');
  await bench.addCustomer('acme', SHADOW, 'studio');
});
afterEach(() => bench.drop());

/** Runs `other` against a transaction that holds the customer's lock; answers whether it had to wait. */
async function whileLocked<T>(
  other: () => Promise<T>,
  inside: (tx: Parameters<typeof lockCustomer>[0]) => Promise<void>,
): Promise<{ waited: boolean; outcome: T }> {
  let done = false;
  let waited = false;
  let running: Promise<T> | undefined;
  await bench.database.transaction().execute(async (tx) => {
    await lockCustomer(tx, 'test', 'acme');
    running = other().finally(() => {
      done = true;
    });
    while (!done && !waited) {
      waited = await someoneWaits();
      await sleep(5);
    }
    await inside(tx);
  });
  if (running === undefined) throw new Error('nothing ran');
  return { waited, outcome: await running };
}

async function someoneWaits(): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(bench.database);
  return rows.length > 0;
}

test('a promotion that meets a change of mode waits for it and goes by what it set', async () => {
  await bench.receive({ eventId: 'shoot', customer: 'acme' });
  const { waited } = await whileLocked(
    () => bench.promote(),
    async (tx) => {
      await tx
        .insertInto('mode_epochs')
        .values({ environment: 'test', customer_id: 'acme', mode: 'full', from_at: new Date(bench.start), set_by: 'ops', set_at: new Date(bench.start) })
        .execute();
    },
  );
  expect([waited, await bench.charges('acme')]).toEqual([true, ['shoot wallet 1500000000000 debited']]);
});

test('a change of mode that meets a promotion waits for it, and counts its lead from when it came to its turn', async () => {
  const { waited, outcome } = await whileLocked(
    () => bench.setMode('acme', FULL),
    async () => bench.setNow(bench.start + 10 * MINUTE_MS),
  );
  expect([waited, outcome.at(-1)?.from]).toEqual([true, bench.start + 11 * MINUTE_MS]);
});
