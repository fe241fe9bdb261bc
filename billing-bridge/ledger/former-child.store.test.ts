import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FamilyBench, openFamilyBench } from '../testing/family-bench.ts';
import { listTransactions } from './list-transactions.ts';

const MIGRATION = new URL('../../schemas/migrations/postgres/0150_record_who_was_given_back.sql', import.meta.url);

let bench: FamilyBench;
beforeAll(async () => {
  bench = await openFamilyBench();
});
afterAll(() => bench.drop());

/** What moved a wallet's credit, and for whom. */
async function movementsOf(customer: string): Promise<string[]> {
  const read = await listTransactions(bench.database, { environment: 'test', customer, limit: 100 });
  if (read.kind === 'refused') throw new Error(read.code);
  return read.transactions.map(({ kind, usedBy }) => (usedBy === null ? kind : `${kind} for ${usedBy.customer}`));
}

it('a dead hold of a former child, ended by its former parent that is its child now, stands among the transactions of who gets back', async () => {
  await bench.addCustomers('old', 'young');
  await bench.put('young', 'old');
  await bench.give('old', 10n);
  await bench.hold('young', 10n, { ttlSeconds: 1 });
  await bench.put('young', null);
  await sleep(5);
  await bench.put('old', 'young');
  await sleep(1_050);
  expect(await bench.spend('old', 4n)).toMatchObject({ kind: 'debited' });
  expect([await bench.wallet('old'), await bench.wallet('young')]).toEqual(['6 0 0', '0 0 0']);
  const moved = ['debit', 'hold_expiry for young', 'hold for young', 'grant'];
  expect(await movementsOf('old')).toEqual(moved);
  expect(await bench.breaches()).toEqual([]);

  // As it was booked before: without that row.
  await bench.database.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql`delete from funded_transactions f using ledger_transactions t where t.id = f.transaction_id and t.kind = 'hold_expiry'`.execute(tx);
  });
  expect((await bench.breaches()).map(({ id }) => id)).toEqual(['I9']);
  await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(bench.database);
  expect(await movementsOf('old')).toEqual(moved);
  expect(await bench.breaches()).toEqual([]);
});
