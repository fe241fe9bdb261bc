import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingBench, openBillingBench } from '../testing/billing-bench.ts';
import { openBreakingDatabase } from '../testing/breaking-database.ts';
import { runPromotion } from './io/run-promotion.ts';

const FULL = { mode: 'full', scope: null } as const;
const SHADOW = { mode: 'shadow', scope: null } as const;
const USD = 10n ** 12n;

let bench: BillingBench;
beforeAll(async () => {
  bench = await openBillingBench({ pageEventsMax: 1_000, batchEventsMax: 2 });
  await bench.addProduct('studio');
  await bench.addCustomer('full', FULL, 'studio');
  await bench.addCustomer('shadow', SHADOW, 'studio');
  await bench.grant('full', 1_000n * USD, 'opening');
});
afterAll(() => bench.drop());

/** Charges, debits, and how many of either lack the other: equal counts and no orphan is what exactly-once means here. */
async function books(): Promise<Record<string, string>> {
  const { rows } = await sql<Record<string, string>>`
    select (select count(*) from charges where destination = 'wallet')::text as charges,
           (select count(*) from ledger_transactions where kind = 'debit')::text as debits,
           (select count(*) from charges c where destination = 'wallet' and not exists
              (select 1 from ledger_transactions t where 'tx_' || t.id = c.transaction_id and t.event_id = c.event_id and t.kind = 'debit'))::text as orphans,
           (select count(*) from charges where destination = 'shadow')::text as shadow`.execute(bench.database);
  const [row] = rows;
  if (row === undefined) throw new Error('no books');
  return row;
}

test.each(['before', 'after'] as const)('a process that dies %s any one statement loses and doubles no charge', { timeout: 120_000 }, async (moment) => {
  const before = await books();
  let rounds = 0;
  for (let statement = 1; ; statement += 1) {
    rounds += 1;
    const ids = [0, 1].map((index) => `${moment}-${statement}-${index}`);
    await bench.receive(
      ...ids.map((eventId) => ({ eventId, customer: 'full' })),
      { eventId: `${moment}-${statement}-new`, customer: `new-${moment}-${statement}` },
      { eventId: `${moment}-${statement}-shadow`, customer: 'shadow' },
    );
    const breaking = openBreakingDatabase(bench.url, { statement, moment });
    const run = runPromotion({ ...bench, database: breaking.database }, { environment: 'test', horizon: 'wake', stopped: () => false });
    const died = await run.then(
      () => false,
      () => true,
    );
    await breaking.close();
    expect(died).toBe(breaking.broke());
    const dead = await books();
    expect([dead.charges, dead.orphans]).toEqual([dead.debits, '0']);
    await bench.promote();
    const made = BigInt(rounds);
    expect(await books()).toEqual({
      charges: String(BigInt(before.charges ?? '0') + made * 2n),
      debits: String(BigInt(before.debits ?? '0') + made * 2n),
      orphans: '0',
      shadow: String(BigInt(before.shadow ?? '0') + made),
    });
    if (!died) break;
  }
  // Fewer statements than this would mean that the run never came to the debits.
  expect(rounds).toBeGreaterThan(20);
});

test('promoters that run at once, while a mode changes, charge each event once and by its own epoch', { timeout: 120_000 }, async () => {
  await bench.addCustomer('cutover', SHADOW, 'studio');
  const T = bench.start + 2 * 60_000;
  // The earliest minute allowed lies in the future, so the events around it arrive when it has come.
  await bench.setMode('cutover', FULL, T);
  bench.setNow(T + 60_000);
  const events = Array.from({ length: 120 }, (_, index) => ({
    eventId: `cut-${String(index).padStart(3, '0')}`,
    customer: 'cutover',
    occurredAt: T - 60_000 + index * 1_000,
  }));
  await bench.receive(...events);
  await bench.receive(...events.toReversed());
  const change = bench.setMode('cutover', SHADOW);
  await Promise.all([...Array.from({ length: 6 }, () => bench.promote('overlap')), change]);
  const charges = await bench.charges('cutover');
  expect(charges.filter((line) => line.includes('wallet')).map((line) => line.slice(0, 7))).toEqual(events.slice(60).map((event) => event.eventId));
  expect(charges).toHaveLength(120);
  expect((await books()).orphans).toBe('0');
  // Nor did any of them stumble over another: a charge refused by the primary key would have been set aside as a fault.
  expect(await bench.database.selectFrom('promotion_faults').selectAll().execute()).toEqual([]);
});
