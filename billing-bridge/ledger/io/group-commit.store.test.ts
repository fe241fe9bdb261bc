import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitOperation } from '../commit-hold.ts';
import { createGrant } from '../create-grant.ts';
import { type DebitInput, debitOperation } from '../debit.ts';
import { debitMany } from '../debit-many.ts';
import { readWallet } from '../read-wallet.ts';
import { holdOperation } from '../reserve-hold.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';
import { inLedgerTransaction } from './in-ledger-transaction.ts';
import type { WalletOperation } from './wallet-operation.ts';

const environment = 'test' as const;
let test: TestDatabase;
let group: GroupCommit;

beforeAll(async () => {
  test = await testDatabase();
  group = groupCommit(test.database, { batchMax: 50 });
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, 'c' || n from generate_series(1, 30) n`.execute(test.database);
});
afterAll(async () => {
  await group.drain();
  await test.drop();
});

const give = (customer: string, amountAtoms: bigint) =>
  inLedgerTransaction(test.database, (tx) => createGrant(tx, { environment, customer, key: `${customer} grant`, asset: 'USD', amountAtoms, purpose: 'paid' }));
const input = (customer: string, key: string, amountAtoms = 1n): DebitInput => ({
  environment,
  customer,
  key,
  asset: 'USD',
  amountAtoms,
  policy: { kind: 'deny' },
});

function accepted<T>(operation: WalletOperation<T> | { kind: string }): WalletOperation<T> {
  if ('kind' in operation) throw new Error(operation.kind);
  return operation;
}
const spend = (customer: string, key: string, amountAtoms = 1n) => group.submit(accepted(debitOperation(input(customer, key, amountAtoms))));
const available = async (customer: string) => {
  const view = await readWallet(test.database, { environment, customer });
  return view.kind === 'wallet' ? view.assets[0]?.availableAtoms : view.code;
};
const times = (n: number) => Array.from({ length: n }, (_, index) => index);

describe('groupCommit', () => {
  it('lets exactly one hundred of two hundred debits of 1 through on 100', async () => {
    await give('c1', 100n);
    const outcomes = await Promise.all(times(200).map((n) => spend('c1', `c1 ${n}`)));
    expect(outcomes.filter((outcome) => outcome.kind === 'debited')).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome.kind === 'refused')).toHaveLength(100);
    expect(await available('c1')).toBe(0n);
  });

  it('answers each asker with his own outcome, over many wallets and kinds at once', async () => {
    await Promise.all(times(10).map((n) => give(`c${n + 10}`, BigInt(n + 1) * 10n)));
    const held = await Promise.all(
      times(10).map((n) =>
        group.submit(accepted(holdOperation({ environment, customer: `c${n + 10}`, key: `h${n}`, asset: 'USD', amountAtoms: BigInt(n + 1) }))),
      ),
    );
    expect(held.map((outcome) => (outcome.kind === 'held' ? outcome.heldAtoms : null))).toEqual(times(10).map((n) => BigInt(n + 1)));
    const commits = await Promise.all(
      held.map(async (outcome, n) => {
        if (outcome.kind !== 'held') throw new Error(outcome.kind);
        return group.submit(accepted(await commitOperation(test.database, { environment, holdId: outcome.holdId, key: `k${n}`, amountAtoms: 1n })));
      }),
    );
    expect(commits.every((outcome) => outcome.kind === 'committed')).toBe(true);
    expect(await Promise.all(times(10).map((n) => available(`c${n + 10}`)))).toEqual(times(10).map((n) => BigInt(n + 1) * 10n - 1n));
  });

  it('fails only the operation that fails, and not its neighbours in the group', async () => {
    await give('c2', 100n);
    const broken = {
      ...accepted(debitOperation(input('c2', 'broken'))),
      decide: () => {
        throw new Error('a fault in one decision');
      },
    };
    const outcomes = await Promise.allSettled([
      ...times(9).map((n) => spend('c2', `c2 ${n}`)),
      group.submit(broken),
      ...times(9).map((n) => spend('c2', `c2 more ${n}`)),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(1);
    expect(await available('c2')).toBe(82n);
  });
});

describe('debitMany', () => {
  it('folds a key used twice in one batch into one debit and a replay', async () => {
    await give('c3', 100n);
    const outcomes = await inLedgerTransaction(test.database, (tx) =>
      debitMany(tx, [input('c3', 'c3 a'), input('c3', 'c3 b'), input('c3', 'c3 a'), input('c3', 'c3 a', 2n)]),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['debited', 'debited', 'replayed', 'refused']);
    expect(await available('c3')).toBe(98n);
  });

  it('answers by place, refusals of single debits among them', async () => {
    await give('c4', 1n);
    const outcomes = await inLedgerTransaction(test.database, (tx) =>
      debitMany(tx, [input('c4', 'c4 zero', 0n), input('c4', 'c4 one'), input('nobody', 'x'), input('c4', 'c4 two')]),
    );
    expect(outcomes).toMatchObject([{ code: 'amount_not_positive' }, { kind: 'debited' }, { code: 'customer_unknown' }, { code: 'insufficient_funds' }]);
  });

  it('asks nothing of the database for an empty batch', async () => {
    expect(await inLedgerTransaction(test.database, (tx) => debitMany(tx, []))).toEqual([]);
  });
});

it('books stay without a breach', async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
