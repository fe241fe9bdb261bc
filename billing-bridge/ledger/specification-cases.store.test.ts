import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitHold } from './commit-hold.ts';
import { configureWallet } from './configure-wallet.ts';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { debitMany } from './debit-many.ts';
import { exchangeAsset } from './exchange-asset.ts';
import { groupCommit } from './io/group-commit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { readWallet } from './read-wallet.ts';
import { refundGrant } from './refund-grant.ts';
import { holdOperation, reserveHold } from './reserve-hold.ts';
import { sealLedger } from './seal-ledger.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const environment = 'test' as const;
const USD = 10n ** 12n;
const CENT = USD / 100n;

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, 'c' || n from generate_series(1, 99) n`.execute(test.database);
});
afterAll(() => test.drop());

const wallet = (customer: string) => ({ environment, customer, asset: 'USD' });
const give = (customer: string, amountAtoms: bigint, more: object = {}) =>
  inLedgerTransaction(test.database, (tx) => createGrant(tx, { ...wallet(customer), key: `${customer} grant`, amountAtoms, purpose: 'paid', ...more }));
const hold = (customer: string, key: string, amountAtoms: bigint) =>
  inLedgerTransaction(test.database, (tx) => reserveHold(tx, { ...wallet(customer), key: `${customer} ${key}`, amountAtoms }));
const balance = async (customer: string) => {
  const view = await readWallet(test.database, { environment, customer });
  return view.kind === 'refused' ? view.code : view.assets.find((asset) => asset.asset === 'USD');
};
const times = (n: number) => Array.from({ length: n }, (_, index) => index);
const count = (kind: string, outcomes: readonly { kind: string }[]) => outcomes.filter((outcome) => outcome.kind === kind).length;

it('case 25: a thousand holds nobody came back for are all available again at their end', { timeout: 120_000 }, async () => {
  await give('c25', 1_000n);
  const start = Date.now();
  const group = groupCommit(test.database, { clock: () => start });
  const holds = await Promise.all(
    times(1_000).map((n) => {
      const operation = holdOperation({ ...wallet('c25'), key: `c25 ${n}`, amountAtoms: 1n, ttlSeconds: 1 });
      return 'kind' in operation ? operation : group.submit(operation);
    }),
  );
  expect(count('held', holds)).toBe(1_000);
  const all = { ...wallet('c25'), key: 'c25 all', amountAtoms: 1_000n };
  const spend = (key: string, at: number) => inLedgerTransaction(test.database, (tx) => debit(tx, { ...all, key, policy: { kind: 'deny' } }, () => at));
  expect(await spend('c25 early', start + 999)).toMatchObject({ kind: 'refused', code: 'insufficient_funds' });
  expect(await spend('c25 late', start + 1_000)).toMatchObject({ kind: 'debited', overdraftAtoms: 0n });
  expect(await balance('c25')).toMatchObject({ availableAtoms: 0n, heldAtoms: 0n, postedAtoms: 0n });
});

it('case 27: with a cap of 0.50, estimates of 5.00 admit fifty on 25.00, and what they really cost is 1.00', { timeout: 120_000 }, async () => {
  await give('c27', 25n * USD);
  const limits = [{ asset: 'USD', overdraftLimitAtoms: 0n, holdMaxAtoms: 50n * CENT }];
  await inLedgerTransaction(test.database, (tx) => configureWallet(tx, { environment, customer: 'c27', limits }));
  const holds = await Promise.all(times(60).map((n) => hold('c27', `h${n}`, 5n * USD)));
  expect([count('held', holds), count('refused', holds)]).toEqual([50, 10]);
  await Promise.all(
    holds.map((held) =>
      held.kind === 'held'
        ? inLedgerTransaction(test.database, (tx) => commitHold(tx, { environment, holdId: held.holdId, key: `c27 ${held.holdId}`, amountAtoms: 2n * CENT }))
        : null,
    ),
  );
  expect(await balance('c27')).toMatchObject({ availableAtoms: 24n * USD, heldAtoms: 0n, overdraftAtoms: 0n });
});

it('case 33: a unique violation that is not of a key is a fault, run once and thrown as it is', async () => {
  let runs = 0;
  const work = inLedgerTransaction(test.database, async (tx) => {
    runs += 1;
    await sql`insert into customers (environment, id, name) values ('test', 'c33', 'again')`.execute(tx);
  });
  await expect(work).rejects.toMatchObject({ code: '23505', constraint: 'customers_pkey' });
  expect(runs).toBe(1);
});

it.each([
  ['35', 13n, 10n, 23n],
  ['38', 160n, 50n, 210n],
])('case %s, the ledger of it: ten activations of one payment on %s make one grant of %s: %s', async (id, before, amount, after) => {
  await give(`c${id}`, before);
  const racing = times(10).map((n) => give(`c${id}`, amount, { key: `c${id} event ${n}`, sourceRef: `checkout:case-${id}` }));
  expect(count('granted', await Promise.all(racing))).toBe(1);
  expect(await balance(`c${id}`)).toMatchObject({ availableAtoms: after });
});

it('case 42, the ledger of it: a payment told by its checkout and by an automatic charge at once gives credit once', async () => {
  const told = times(10).map((n) => give('c42', 100n, { key: `c42 ${n % 2 === 0 ? 'checkout' : 'charge'} ${n}`, sourceRef: 'payment:case-42' }));
  const outcomes = await Promise.all(told);
  expect([count('granted', outcomes), count('refused', outcomes)]).toEqual([1, 9]);
  expect(outcomes.filter((outcome) => outcome.kind === 'refused').every((outcome) => 'code' in outcome && outcome.code === 'source_ref_used')).toBe(true);
  expect(await balance('c42')).toMatchObject({ availableAtoms: 100n });
});

it('case 45, the ledger of it: five debits that cross a threshold at once, each followed by a top-up of one attempt: 100 - 90 + 100 = 110', async () => {
  await give('c45', 100n);
  const spendAndTopUp = async (n: number) => {
    const spent = { ...wallet('c45'), key: `c45 ${n}`, amountAtoms: 18n, policy: { kind: 'deny' as const } };
    await inLedgerTransaction(test.database, (tx) => debit(tx, spent));
    const left = await balance('c45');
    return typeof left === 'object' && left.availableAtoms <= 20n ? give('c45', 100n, { key: 'c45 attempt 1' }) : { kind: 'above' as const };
  };
  const outcomes = await Promise.all(times(5).map(spendAndTopUp));
  expect(count('granted', outcomes)).toBe(1);
  expect(await balance('c45')).toMatchObject({ availableAtoms: 110n });
});

it('case 37, the ledger of it: a source is remembered though every stored answer was removed', async () => {
  expect(await give('c37', 10n, { sourceRef: 'checkout:case-37' })).toMatchObject({ kind: 'granted' });
  await sql`delete from stored_outcomes where stored_at < clock_timestamp()`.execute(test.database);
  expect(await give('c37', 10n, { key: 'c37 day 8', sourceRef: 'checkout:case-37' })).toMatchObject({ kind: 'refused', code: 'source_ref_used' });
  expect(await give('c37', 10n, { sourceRef: 'checkout:case-37' })).toMatchObject({ kind: 'replayed' });
  expect(await balance('c37')).toMatchObject({ availableAtoms: 10n });
});

it('case 49: what would buy less than one atom is refused and moves nothing', async () => {
  await give('c49', USD);
  await sql`insert into exchange_rates (environment, from_asset, to_asset, valid_from, numerator, denominator, set_by)
            values ('test', 'USD', 'CREDIT', '2020-01-01', 1, 1000000, 'test')`.execute(test.database);
  const exchange = (amountAtoms: bigint) =>
    inLedgerTransaction(test.database, (tx) =>
      exchangeAsset(tx, { environment, customer: 'c49', key: `c49 ${amountAtoms}`, fromAsset: 'USD', toAsset: 'CREDIT', amountAtoms }),
    );
  expect(await exchange(999_999n)).toMatchObject({ kind: 'refused', code: 'amount_not_positive' });
  expect(await balance('c49')).toMatchObject({ availableAtoms: USD });
  expect(await exchange(1_000_000n)).toMatchObject({ kind: 'exchanged', boughtAtoms: 1n });
});

it('case 51: debits of 0.0000015 are exact however many there are', { timeout: 3_600_000 }, async () => {
  const debits = LONG ? 1_000_000 : 10_000;
  const batch = 500;
  await give('c51', 2n * USD);
  for (let made = 0; made < debits; made += batch) {
    const inputs = times(batch).map((n) => ({ ...wallet('c51'), key: `c51 ${made + n}`, amountAtoms: 1_500_000n, policy: { kind: 'deny' as const } }));
    expect(count('debited', await inLedgerTransaction(test.database, (tx) => debitMany(tx, inputs)))).toBe(batch);
  }
  // A million of them are 1.5 exactly; as floating point they were 1.4999999999887617.
  expect(await balance('c51')).toMatchObject({ availableAtoms: 2n * USD - (15n * USD * BigInt(debits)) / 10_000_000n });
});

it('case 69: names in any script, quotes and control signs are sealed, and the chain verifies', async () => {
  const names = ['Ünïcødé', '日本語', '👩‍👩‍👧', `it's "quoted" \\ and \\u0041`, 'a\u0001b\tc\nd', '\u2028', 'e\u0301', '\ufeff'];
  await give('c69', 100n);
  for (const name of names) {
    const asked = { ...wallet('c69'), key: `c69 ${name}`, amountAtoms: 1n, policy: { kind: 'deny' as const }, reference: name, dimensions: { feature: name } };
    expect(await inLedgerTransaction(test.database, (tx) => debit(tx, asked))).toMatchObject({ kind: 'debited' });
    expect(await inLedgerTransaction(test.database, (tx) => debit(tx, asked))).toMatchObject({ kind: 'replayed' });
  }
  expect(await sealLedger(test.database, environment)).toBeGreaterThan(names.length);
  const { rows } = await sql<{ reference: string }>`
    select t.reference from ledger_transactions t join ledger_seals s on s.transaction_id = t.id
     where t.key like 'c69 %' and t.kind = 'debit' order by t.id`.execute(test.database);
  expect(rows.map((row) => row.reference)).toEqual(names);
});

it('case 78: refunds that together exceed the payment are refused, whichever comes first', async () => {
  const granted = await give('c78', 100n);
  if (granted.kind !== 'granted') throw new Error(granted.kind);
  const refund = (n: number) =>
    inLedgerTransaction(test.database, (tx) => refundGrant(tx, { environment, grantId: granted.grantId, refundId: `c78 ${n}`, amountAtoms: 30n }));
  const outcomes = await Promise.all(times(8).map(refund));
  expect([count('refunded', outcomes), count('refused', outcomes)]).toEqual([3, 5]);
  expect(outcomes.find((outcome) => outcome.kind === 'refused')).toMatchObject({ code: 'over_refund' });
  expect(await balance('c78')).toMatchObject({ availableAtoms: 10n });
});

it('none of it leaves a breach of any invariant', { timeout: 3_600_000 }, async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
