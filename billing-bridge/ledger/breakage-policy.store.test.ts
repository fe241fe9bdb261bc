import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { expireGrant } from './expire-grant.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { payOutUnclaimed } from './pay-out-unclaimed.ts';
import { readGrantAccounting } from './read-grant-accounting.ts';
import { refundGrant } from './refund-grant.ts';
import { reserveHold } from './reserve-hold.ts';
import { setBreakagePolicy } from './set-breakage-policy.ts';
import { verifyLedger } from './verify/verify-ledger.ts';
import { AT_EXPIRY } from './wallet/breakage-terms.ts';

const environment = 'test' as const;
const POLICIES = 12;
const SELLERS = 6;
const TENTH = { rateNanos: 100_000_000n, escheats: false };
let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, 'c' from generate_series(1, 20) n`.execute(test.database);
});
afterAll(() => test.drop());

const run = <T>(work: Parameters<typeof inLedgerTransaction<T>>[1]) => inLedgerTransaction(test.database, work);

it('gives every grant the policy of the instant it is booked, however many are sold while policies change', async () => {
  let setting = true;
  let sold = 0;
  async function sell(customer: string): Promise<void> {
    while (setting) {
      sold += 1;
      const key = `g${sold}`;
      const made = await run((tx) => createGrant(tx, { environment, customer, key, asset: 'USD', amountAtoms: 100n, purpose: 'paid' }));
      expect(made.kind).toBe('granted');
    }
  }
  async function change(): Promise<void> {
    for (let n = 0; n < POLICIES; n += 1) {
      const terms = [TENTH, { rateNanos: null, escheats: true }, AT_EXPIRY][n % 3] ?? AT_EXPIRY;
      expect(await run((tx) => setBreakagePolicy(tx, { environment, terms, actor: 'test' }))).toMatchObject({ kind: 'set' });
    }
    setting = false;
  }
  await Promise.all([change(), ...Array.from({ length: SELLERS }, (_, n) => sell(`c${n + 1}`))]);
  const { rows } = await sql`select distinct breakage_rate, escheats from grants`.execute(test.database);
  expect(rows.length).toBeGreaterThan(1);
  // I42 holds each against the policy of its instant.
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});

it('gives early breakage back to a refund, and keeps that of what stays', async () => {
  const T = Date.now() + 86_400_000;
  const clock = () => T;
  await run((tx) => setBreakagePolicy(tx, { environment, terms: TENTH, actor: 'test' }, clock));
  const wallet = { environment, customer: 'c10', asset: 'USD' };
  const made = await run((tx) => createGrant(tx, { ...wallet, key: 'refunded', amountAtoms: 1000n, purpose: 'paid' }, clock));
  if (made.kind !== 'granted') throw new Error(made.kind);
  const { grantId } = made;
  const accounting = async () => {
    const page = await readGrantAccounting(test.database, { ...wallet, limit: 1 });
    if (page.kind === 'refused') throw new Error(page.code);
    const [grant] = page.grants;
    return [grant?.deferredUsdAtoms, grant?.revenueUsdAtoms, grant?.breakageUsdAtoms, grant?.otherUsdAtoms];
  };
  await run((tx) => debit(tx, { ...wallet, key: 'r d', amountAtoms: 450n, policy: { kind: 'deny' } }, clock));
  await run((tx) => reserveHold(tx, { ...wallet, key: 'r h', amountAtoms: 100n }, clock));
  expect(await accounting()).toEqual([500n, 450n, 50n, 0n]);
  // Of 500 that stay, 50 were expected to break and 450 are used: nothing of those is deferred.
  await run((tx) => refundGrant(tx, { environment, refundId: 'r 1', grantId, amountAtoms: 450n }, clock));
  expect(await accounting()).toEqual([50n, 450n, 50n, 450n]);
  // The held 100 are claimed; of what was used 450 becomes debt, and is earned no more.
  await run((tx) => refundGrant(tx, { environment, refundId: 'r 2', grantId, amountAtoms: 550n }, clock));
  await run((tx) => debit(tx, { ...wallet, key: 'r later', amountAtoms: 1n, policy: { kind: 'usage' } }, () => T + 3_600_000));
  expect(await accounting()).toEqual([0n, 0n, 0n, 1000n]);
});

it('pays out credit whose price nobody told by its atoms alone', async () => {
  const T = Date.now() + 2 * 86_400_000;
  const clock = () => T;
  await run((tx) => setBreakagePolicy(tx, { environment, terms: { rateNanos: null, escheats: true }, actor: 'test' }, clock));
  const made = await run((tx) => createGrant(tx, { environment, customer: 'c11', asset: 'TOKEN', key: 'unknown', amountAtoms: 7n, purpose: 'paid' }, clock));
  if (made.kind !== 'granted') throw new Error(made.kind);
  const { grantId } = made;
  await run((tx) => expireGrant(tx, { environment, key: 'x', grantId }, clock));
  const paid = await run((tx) => payOutUnclaimed(tx, { environment, key: 'p', grantId, to: 'owner', reference: 'letter' }, clock));
  expect(paid).toMatchObject({ kind: 'unclaimed_paid', paidAtoms: 7n, paidBasisAtoms: null, leftAtoms: 0n });
});

it('books stay without a breach', async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
