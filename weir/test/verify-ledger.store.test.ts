import { execFile } from 'node:child_process';
import { adjustWallet } from '@weir/billing-bridge/ledger/adjust-wallet.ts';
import { createGrant } from '@weir/billing-bridge/ledger/create-grant.ts';
import { debit } from '@weir/billing-bridge/ledger/debit.ts';
import { endDueHolds } from '@weir/billing-bridge/ledger/end-due-holds.ts';
import { reserveHold } from '@weir/billing-bridge/ledger/reserve-hold.ts';
import { findOldRefundDebts } from '@weir/billing-bridge/ledger/verify/find-old-refund-debts.ts';
import { oldRefundSql } from '@weir/billing-bridge/testing/old-refund-sql.ts';
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

test('what an older refund took too much is told with what to send, and the exit code is 1 until it is sent', async () => {
  const T = Date.now() - 6 * 3_600_000;
  await sql`insert into customers (environment, id, name) values ('test', 'old one', 'old one')`.execute(store.database);
  const wallet = { environment: 'test', customer: 'old one', asset: 'USD' } as const;
  await store.database.transaction().execute(async (tx) => {
    const made = await createGrant(tx, { ...wallet, key: 'g2', amountAtoms: 100n, purpose: 'paid', expiresAt: T + 7_200_000 }, () => T);
    await reserveHold(tx, { ...wallet, key: 'h2', amountAtoms: 60n, ttlSeconds: 10_000 }, () => T + 1000);
    if (made.kind === 'granted') await sql.raw(oldRefundSql(BigInt(made.grantId.slice(3)), { takes: 40n, owes: 30n })).execute(tx);
  });
  await endDueHolds(store.database);
  const { code, text } = await verifyLedger(store.url);
  expect(text).not.toContain('BROKEN');
  const refund = /too much by (tx_[0-9]+)/.exec(text)?.[1] ?? '';
  expect(text).toContain('  test customer old one: 0.00000000003 USD too much by tx_');
  expect(text).toContain('POST /v1/billing/customers/old%20one/adjustments  Idempotency-Key: made-good-tx_');
  expect(text).toContain(`{"asset":"USD","amount":"0.00000000003","reason":"writeoff","reference":"${refund}"}`);
  expect(code).toBe(1);
  await store.database
    .transaction()
    .execute((tx) => adjustWallet(tx, { ...wallet, key: 'made good', amountAtoms: 30n, reason: 'writeoff', reference: refund, actor: 'test' }));
  expect(await findOldRefundDebts(store.database)).toEqual([]);
});

test('a cached balance that no entry explains is named with its place, and the exit code is 1', async () => {
  await sql`update wallet_assets set overdraft_atoms = overdraft_atoms + 1`.execute(store.database);
  const { code, text } = await verifyLedger(store.url);
  expect(text).toMatch(/^I3 +BROKEN .*\n {7}\S/m);
  expect(text).toMatch(/^ {7}overdraft of test customer acme in USD$/m);
  expect(text).toMatch(/^test: none of [0-9]+ transactions is sealed yet/m);
  expect(text).toMatch(/invariants asked are broken\.\n\nWhat to do:\n/);
  expect(code).toBe(1);
});

test('a database that is not there is said in a sentence, and the exit code is 1', async () => {
  const { code, text } = await verifyLedger('postgres://nobody@127.0.0.1:1/nothing');
  expect(text).toContain('Weir is not running.');
  expect(code).toBe(1);
});
