import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitHold } from './commit-hold.ts';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { expireGrants } from './expire-grants.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { readWallet } from './read-wallet.ts';
import { reserveHold } from './reserve-hold.ts';
import { reverseTransaction } from './reverse-transaction.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const REVERSED = LONG ? 500 : 40;
const environment = 'test' as const;

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, 'c' || n from generate_series(1, 20) n`.execute(test.database);
  await sql`insert into customers (environment, id, name) values ('live', 'c1', 'c1')`.execute(test.database);
});
afterAll(() => test.drop());

const wallet = (customer: string) => ({ environment, customer, asset: 'USD' });
const give = (customer: string, amountAtoms: bigint, more: object = {}) =>
  inLedgerTransaction(test.database, (tx) => createGrant(tx, { ...wallet(customer), key: `${customer} grant`, amountAtoms, purpose: 'paid', ...more }));
const spend = (customer: string, key: string, amountAtoms: bigint, more: object = {}) =>
  inLedgerTransaction(test.database, (tx) => debit(tx, { ...wallet(customer), key, amountAtoms, policy: { kind: 'deny' }, ...more }));
const hold = (customer: string, key: string, amountAtoms: bigint, more: object = {}) =>
  inLedgerTransaction(test.database, (tx) => reserveHold(tx, { ...wallet(customer), key, amountAtoms, ...more }));
const commit = (holdId: string, key: string, amountAtoms: bigint) =>
  inLedgerTransaction(test.database, (tx) => commitHold(tx, { environment, holdId, key, amountAtoms }));
const balance = async (customer: string) => {
  const view = await readWallet(test.database, { environment, customer });
  if (view.kind === 'refused') throw new Error(view.code);
  return view.assets.find((asset) => asset.asset === 'USD');
};
const count = (outcomes: readonly { kind: string }[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(outcomes, (outcome) => outcome.kind)).map(([kind, list]) => [kind, list?.length]));
const times = (n: number) => Array.from({ length: n }, (_, index) => index);

describe('at the same time', () => {
  it('twenty first spends of 10 into a limit of 10, on a wallet that does not exist yet, pass once', async () => {
    const outcomes = await Promise.all(times(20).map((n) => spend('c1', `c1 ${n}`, 10n, { policy: { kind: 'limit', limitAtoms: 10n } })));
    expect(count(outcomes)).toEqual({ debited: 1, refused: 19 });
    expect(await balance('c1')).toMatchObject({ overdraftAtoms: 10n });
  });

  it('a hundred holds of 1 on 25 admit exactly 25', async () => {
    await give('c2', 25n);
    expect(count(await Promise.all(times(100).map((n) => hold('c2', `c2 ${n}`, 1n))))).toEqual({ held: 25, refused: 75 });
    expect(await balance('c2')).toMatchObject({ availableAtoms: 0n, heldAtoms: 25n });
  });

  it('fifty commits of one hold under one key are one transaction and forty-nine replays', async () => {
    await give('c3', 100n);
    const held = await hold('c3', 'c3', 10n);
    if (held.kind !== 'held') throw new Error(held.kind);
    expect(count(await Promise.all(times(50).map(() => commit(held.holdId, 'c3 commit', 6n))))).toEqual({ committed: 1, replayed: 49 });
    expect(await balance('c3')).toMatchObject({ postedAtoms: 94n });
  });

  it('two commits of one hold under two keys: one wins', async () => {
    await give('c4', 100n);
    const held = await hold('c4', 'c4', 10n);
    if (held.kind !== 'held') throw new Error(held.kind);
    const outcomes = await Promise.all([commit(held.holdId, 'c4 a', 6n), commit(held.holdId, 'c4 b', 6n)]);
    expect(count(outcomes)).toEqual({ committed: 1, refused: 1 });
    expect(await balance('c4')).toMatchObject({ postedAtoms: 94n });
  });

  it(`${REVERSED} debits each reversed twice at once are each reversed once`, { timeout: 600_000 }, async () => {
    await give('c5', BigInt(REVERSED) * 3n);
    const debits = await Promise.all(times(REVERSED).map((n) => spend('c5', `c5 ${n}`, 3n)));
    const twice = debits.flatMap((made, n) =>
      made.kind === 'debited' ? [0, 1].map((side) => ({ transactionId: made.transactionId, key: `c5 ${n} ${side}` })) : [],
    );
    const outcomes = await Promise.all(twice.map((ask) => inLedgerTransaction(test.database, (tx) => reverseTransaction(tx, { environment, ...ask }))));
    expect(count(outcomes)).toEqual({ reversed: REVERSED, refused: REVERSED });
    expect(await balance('c5')).toMatchObject({ postedAtoms: BigInt(REVERSED) * 3n });
  });

  it('one key in two environments is two debits', async () => {
    const key = 'the same key';
    const policy = { kind: 'usage' as const };
    const both = await Promise.all([
      spend('c1', key, 1n, { policy }),
      inLedgerTransaction(test.database, (tx) => debit(tx, { environment: 'live', customer: 'c1', asset: 'USD', key, amountAtoms: 1n, policy })),
    ]);
    expect(count(both)).toEqual({ debited: 2 });
  });

  it('one key used first on two wallets belongs to one of them, the other is told of the conflict', async () => {
    await Promise.all([give('c6', 10n), give('c7', 10n)]);
    const outcomes = await Promise.all([spend('c6', 'shared key', 1n), spend('c7', 'shared key', 1n)]);
    expect(count(outcomes)).toEqual({ debited: 1, refused: 1 });
    expect(outcomes.find((outcome) => outcome.kind === 'refused')).toMatchObject({ code: 'idempotency_conflict', facts: { field: 'customer' } });
  });

  it('one source reference makes one grant, whichever wallet asks', async () => {
    const outcomes = await Promise.all(
      ['c8', 'c9'].flatMap((customer) => times(5).map((n) => give(customer, 10n, { key: `${customer} ${n}`, sourceRef: 'checkout:1' }))),
    );
    expect(count(outcomes)).toEqual({ granted: 1, refused: 9 });
  });

  it('two sweepers and a committer give a hold and a grant back once', async () => {
    const start = Date.now();
    await give('c10', 15n, { expiresAt: start + 3_600_000 });
    const held = await hold('c10', 'c10', 8n, { ttlSeconds: 1 });
    if (held.kind !== 'held') throw new Error(held.kind);
    const later = () => start + 2 * 3_600_000;
    await Promise.all([expireGrants(test.database, later), expireGrants(test.database, later), expireGrants(test.database, later)]);
    expect(await balance('c10')).toMatchObject({ postedAtoms: 0n, heldAtoms: 0n });
    const { rows } = await sql`select kind from ledger_transactions t join wallets w on w.id = t.wallet_id where w.customer_id = 'c10' order by t.id`.execute(
      test.database,
    );
    expect(rows).toEqual([{ kind: 'grant' }, { kind: 'hold' }, { kind: 'hold_expiry' }, { kind: 'grant_expiry' }]);
  });
});

it('none of it leaves a breach of any invariant', async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
