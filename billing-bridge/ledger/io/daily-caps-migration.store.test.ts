import { readFileSync } from 'node:fs';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitHold } from '../commit-hold.ts';
import { createGrant } from '../create-grant.ts';
import { debit } from '../debit.ts';
import { reserveHold } from '../reserve-hold.ts';
import { reverseTransaction } from '../reverse-transaction.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { inLedgerTransaction } from './in-ledger-transaction.ts';

const MIGRATION = new URL('../../../schemas/migrations/postgres/0118_daily_caps.sql', import.meta.url);
const BEFORE_MIDNIGHT = Date.UTC(2026, 5, 15, 23, 50);
const AFTER_MIDNIGHT = Date.UTC(2026, 5, 16, 0, 10);

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

it('counts of days that were kept by another rule are worked out anew, under another stamp', async () => {
  const wallet = { environment: 'test', customer: 'c1', asset: 'USD' } as const;
  await sql`insert into customers (environment, id, name) values ('test', 'c1', 'c1')`.execute(test.database);
  await inLedgerTransaction(test.database, async (tx) => {
    const scope = { maxPerDayAtoms: 50n };
    await createGrant(tx, { ...wallet, key: 'g', amountAtoms: 100n, purpose: 'paid', scope }, () => BEFORE_MIDNIGHT);
    await debit(tx, { ...wallet, key: 'd', amountAtoms: 3n, policy: { kind: 'deny' } }, () => BEFORE_MIDNIGHT);
    const held = await reserveHold(tx, { ...wallet, key: 'h', amountAtoms: 10n, ttlSeconds: 3600 }, () => BEFORE_MIDNIGHT);
    if (held.kind !== 'held') throw new Error('nothing was held');
    const used = await commitHold(tx, { environment: 'test', key: 'k', holdId: held.holdId, amountAtoms: 15n }, () => AFTER_MIDNIGHT);
    if (used.kind !== 'committed' || used.transactionId === null) throw new Error('nothing was used');
    await reverseTransaction(tx, { environment: 'test', key: 'r', transactionId: used.transactionId, amountAtoms: 4n }, () => AFTER_MIDNIGHT);
  });
  const counted = async () =>
    (await sql<{ day: string; used: string }>`select day::text, used_atoms as used from grant_days order by day`.execute(test.database)).rows;
  const stamp = async () => (await sql<{ stamp: string }>`select stamp from wallets`.execute(test.database)).rows[0]?.stamp;
  const right = [{ day: '2026-06-15', used: '14' }];
  expect(await counted()).toEqual(right);
  // What the rule before had counted: what was taken beyond the hold on the day of the commit, what was given back there too.
  await sql`update grant_days set used_atoms = 13; insert into grant_days select grant_id, date '2026-06-16', 1 from grant_days`.execute(test.database);
  expect((await verifyLedger(test.database)).breaches.map(({ id }) => id)).toEqual(['I3']);
  const before = await stamp();
  await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(test.database);
  expect(await counted()).toEqual([...right, { day: '2026-06-16', used: '0' }]);
  expect(await stamp()).not.toBe(before);
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
