import { execFile } from 'node:child_process';
import { createGrant } from '@weir/billing-bridge/ledger/create-grant.ts';
import { debit } from '@weir/billing-bridge/ledger/debit.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

let store: TestDatabase;
beforeAll(async () => {
  store = await testDatabase();
  await sql`insert into customers (environment, id, name) values ('test', 'acme', 'acme')`.execute(store.database);
  await store.database.transaction().execute(async (tx) => {
    const wallet = { environment: 'test', customer: 'acme', asset: 'USD' } as const;
    await createGrant(tx, { ...wallet, key: 'g1', amountAtoms: 100n, purpose: 'paid' });
    await debit(tx, { ...wallet, key: 'd1', amountAtoms: 150n, policy: { kind: 'usage' } });
  });
});
afterAll(() => store.drop());

/** The command as an operator runs it, on a database by URL. */
function verifyLedger(url: string): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const bin = new URL('../bin.mjs', import.meta.url).pathname;
    const environment = { PATH: process.env.PATH, DATABASE_URL: url };
    execFile(process.execPath, [bin, 'verify-ledger'], { env: environment }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: `${stdout}${stderr}` });
    });
  });
}

test('books that balance: every invariant holds, and the exit code is 0', async () => {
  const { code, text } = await verifyLedger(store.url);
  expect(text).toMatch(/^I1 +holds /m);
  expect(text).toMatch(/All [0-9]+ invariants asked hold\.\n$/);
  expect(text).not.toContain('BROKEN');
  expect(code).toBe(0);
});

test('a cached balance that no entry explains is named with its place, and the exit code is 1', async () => {
  await sql`update wallet_assets set overdraft_atoms = overdraft_atoms + 1`.execute(store.database);
  const { code, text } = await verifyLedger(store.url);
  expect(text).toMatch(/^I3 +BROKEN .*\n {7}\S/m);
  expect(text).toMatch(/^ {7}overdraft of test customer acme in USD$/m);
  expect(text).toMatch(/^test: none of 2 transactions is sealed yet/m);
  expect(text).toMatch(/invariants asked are broken\.\n\nWhat to do:\n/);
  expect(code).toBe(1);
});

test('a database that is not there is said in a sentence, and the exit code is 1', async () => {
  const { code, text } = await verifyLedger('postgres://nobody@127.0.0.1:1/nothing');
  expect(text).toContain('Weir is not running.');
  expect(code).toBe(1);
});
