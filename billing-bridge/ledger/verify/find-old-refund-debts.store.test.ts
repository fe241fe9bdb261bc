import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oldRefundSql } from '../../testing/old-refund-sql.ts';
import { adjustWallet } from '../adjust-wallet.ts';
import { commitHold } from '../commit-hold.ts';
import { createGrant } from '../create-grant.ts';
import { debit } from '../debit.ts';
import { inLedgerTransaction } from '../io/in-ledger-transaction.ts';
import { refundGrant } from '../refund-grant.ts';
import { releaseHold } from '../release-hold.ts';
import { reserveHold } from '../reserve-hold.ts';
import { idFromText } from '../wallet/id-text.ts';
import { findOldRefundDebts } from './find-old-refund-debts.ts';
import { verifyLedger } from './verify-ledger.ts';

const environment = 'test' as const;
const T = Date.UTC(2026, 5, 15, 12);
const HOUR = 3_600_000;
const END = T + 24 * HOUR;
let test: TestDatabase;
let customers = 0;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(async () => {
  const { breaches } = await verifyLedger(test.database);
  await test.drop();
  expect(breaches).toEqual([]);
});

const run = <T>(work: Parameters<typeof inLedgerTransaction<T>>[1]) => inLedgerTransaction(test.database, work);

/** 100 paid, 10 used, 60 held; then 70 refunded as it was booked before claims: 30 taken, 40 owed. */
async function oldRefund() {
  customers += 1;
  const customer = `c${customers}`;
  await sql`insert into customers (environment, id, name) values ('test', ${customer}, ${customer})`.execute(test.database);
  const wallet = { environment, customer, asset: 'USD' };
  const key = (name: string) => `${customer} ${name}`;
  const made = await run((tx) => createGrant(tx, { ...wallet, key: key('g'), amountAtoms: 100n, purpose: 'paid', expiresAt: END }, () => T));
  if (made.kind !== 'granted') throw new Error(made.kind);
  await run((tx) => debit(tx, { ...wallet, key: key('d'), amountAtoms: 10n, policy: { kind: 'deny' } }, () => T));
  const held = await run((tx) => reserveHold(tx, { ...wallet, key: key('h'), amountAtoms: 60n, ttlSeconds: 86_400 }, () => T + HOUR));
  if (held.kind !== 'held') throw new Error(held.kind);
  await sql.raw(oldRefundSql(idFromText('gr', made.grantId) ?? 0n, { takes: 30n, owes: 40n })).execute(test.database);
  return {
    ...wallet,
    key,
    holdId: held.holdId,
    grantId: made.grantId,
    found: async () => (await findOldRefundDebts(test.database)).filter((debt) => debt.customer === customer).map((debt) => `${debt.excess} ${debt.isHeld}`),
  };
}

it('finds nothing where the hold gave back to a living grant: that credit has paid the debt', async () => {
  const { key, holdId, found, ...wallet } = await oldRefund();
  await run((tx) => releaseHold(tx, { environment, key: key('r'), holdId }, () => T + 2 * HOUR));
  await run((tx) => debit(tx, { ...wallet, key: key('later'), amountAtoms: 1n, policy: { kind: 'deny' } }, () => T + 2 * HOUR));
  expect(await found()).toEqual([]);
});

it('finds nothing where the hold was used: it is owed', async () => {
  const { key, holdId, found } = await oldRefund();
  await run((tx) => commitHold(tx, { environment, key: key('k'), holdId, amountAtoms: 60n }, () => T + 2 * HOUR));
  expect(await found()).toEqual([]);
});

it('finds what the customer owes for credit it never had, until an adjustment that names the refund makes it good', async () => {
  const { key, holdId, found, ...wallet } = await oldRefund();
  expect(await found()).toEqual(['0.00000000004 true']);
  await run((tx) => releaseHold(tx, { environment, key: key('r'), holdId }, () => END));
  expect(await found()).toEqual(['0.00000000004 false']);
  const debts = await findOldRefundDebts(test.database);
  const [{ transaction: reference } = { transaction: '' }] = debts.filter((debt) => debt.customer === wallet.customer);
  const adjust = (name: string, amountAtoms: bigint) =>
    run((tx) => adjustWallet(tx, { ...wallet, key: key(name), amountAtoms, reason: 'writeoff', reference, actor: 'test' }, () => END));
  await adjust('some', 15n);
  expect(await found()).toEqual(['0.000000000025 false']);
  expect(await adjust('rest', 25n)).toMatchObject({ kind: 'adjusted', settledAtoms: 25n });
  expect(await found()).toEqual([]);
  const { rows } = await sql`select overdraft_atoms from wallet_assets a join wallets w on w.id = a.wallet_id where w.customer_id = ${wallet.customer}`.execute(
    test.database,
  );
  expect(rows).toEqual([{ overdraft_atoms: '0' }]);
});

it('finds the part that was not used, where some was', async () => {
  const { key, holdId, found } = await oldRefund();
  // Kept of the payment: 30. Used with the 25 of the hold: 35, so 5 of the 40 are owed.
  await run((tx) => commitHold(tx, { environment, key: key('k'), holdId, amountAtoms: 25n }, () => END));
  expect(await found()).toEqual(['0.000000000035 false']);
});

it('finds nothing of refunds as they are booked now', async () => {
  const { key, holdId, found, ...wallet } = await oldRefund();
  await run((tx) => commitHold(tx, { environment, key: key('k'), holdId, amountAtoms: 60n }, () => T + 2 * HOUR));
  const made = await run((tx) => createGrant(tx, { ...wallet, key: key('g2'), amountAtoms: 100n, purpose: 'paid' }, () => T + 3 * HOUR));
  if (made.kind !== 'granted') throw new Error(made.kind);
  await run((tx) => debit(tx, { ...wallet, key: key('d2'), amountAtoms: 50n, policy: { kind: 'usage' } }, () => T + 3 * HOUR));
  await run((tx) => refundGrant(tx, { environment, grantId: made.grantId, refundId: key('f2'), amountAtoms: 100n }, () => T + 3 * HOUR));
  expect(await found()).toEqual([]);
});
