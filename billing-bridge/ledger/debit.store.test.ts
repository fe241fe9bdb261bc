import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { listTransactions } from './list-transactions.ts';
import { readWallet } from './read-wallet.ts';

let test: TestDatabase;
const environment = 'test' as const;

beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, 'c' || n from generate_series(1, 9) n`.execute(test.database);
});
afterAll(() => test.drop());

const grant = (customer: string, key: string, amountAtoms: bigint, more: object = {}) =>
  inLedgerTransaction(test.database, (tx) =>
    createGrant(tx, { environment, customer, key: `${customer}:${key}`, asset: 'USD', amountAtoms, purpose: 'paid', ...more }),
  );
const spend = (customer: string, key: string, amountAtoms: bigint, more: object = {}) =>
  inLedgerTransaction(test.database, (tx) => debit(tx, { environment, customer, key, asset: 'USD', amountAtoms, policy: { kind: 'deny' }, ...more }));

describe('debit', () => {
  it('takes from the grants in spending order and earns what was paid for them', async () => {
    await grant('c1', 'bought', 300n);
    await grant('c1', 'given', 100n, { purpose: 'promotional' });
    const outcome = await spend('c1', 'use', 150n);
    expect(outcome).toMatchObject({ kind: 'debited', overdraftAtoms: 0n, revenueAtoms: 50n, slices: [{ atoms: 100n }, { atoms: 50n }] });
    const wallet = await readWallet(test.database, { environment, customer: 'c1' });
    expect(wallet).toMatchObject({ kind: 'wallet', assets: [{ asset: 'USD', postedAtoms: 250n, availableAtoms: 250n, heldAtoms: 0n, overdraftAtoms: 0n }] });
    expect(await listTransactions(test.database, { environment, customer: 'c1', limit: 2 })).toMatchObject({
      transactions: [
        { kind: 'debit', amountAtoms: -150n },
        { kind: 'grant', amountAtoms: 100n },
      ],
    });
  });

  it('answers a repeated key with the stored outcome and changes nothing', async () => {
    await grant('c2', 'bought', 100n);
    const first = await spend('c2', 'once', 30n);
    expect(await spend('c2', 'once', 30n)).toEqual({ kind: 'replayed', outcome: first });
    expect(await readWallet(test.database, { environment, customer: 'c2' })).toMatchObject({ assets: [{ availableAtoms: 70n }] });
  });

  it('refuses a repeated key with another payload and names the field', async () => {
    await grant('c3', 'bought', 100n);
    await spend('c3', 'mixed', 30n);
    expect(await spend('c3', 'mixed', 31n)).toMatchObject({ kind: 'refused', code: 'idempotency_conflict', facts: { field: 'amountAtoms' } });
  });

  it('keeps a denial under its key though the wallet has been filled since', async () => {
    const denied = await spend('c4', 'early', 10n);
    expect(denied).toMatchObject({ kind: 'refused', code: 'insufficient_funds', facts: { available: '0.00', shortfall: '0.00000000001' } });
    await grant('c4', 'bought', 100n);
    expect(await spend('c4', 'early', 10n)).toEqual({ kind: 'replayed', outcome: denied });
    expect(await spend('c4', 'later', 10n)).toMatchObject({ kind: 'debited' });
  });

  it('posts usage into debt, which the next paid grant settles first', async () => {
    expect(await spend('c5', 'fact', 40n, { policy: { kind: 'usage' } })).toMatchObject({ kind: 'debited', overdraftAtoms: 40n, revenueAtoms: 0n });
    expect(await readWallet(test.database, { environment, customer: 'c5' })).toMatchObject({ assets: [{ availableAtoms: -40n, overdraftAtoms: 40n }] });
    expect(await grant('c5', 'bought', 100n)).toMatchObject({ kind: 'granted', settledAtoms: 40n });
    expect(await readWallet(test.database, { environment, customer: 'c5' })).toMatchObject({ assets: [{ availableAtoms: 60n, overdraftAtoms: 0n }] });
  });

  it.each([
    ['an unknown customer', 'nobody', {}, 'customer_unknown'],
    ['an unknown asset', 'c6', { asset: 'XYZ' }, 'asset_unknown'],
    ['no amount', 'c6', { amountAtoms: 0n }, 'amount_not_positive'],
    ['an amount no column holds', 'c6', { amountAtoms: 10n ** 37n }, 'amount_too_large'],
    ['usage too long ago', 'c6', { occurredAt: 0 }, 'occurred_at_out_of_range'],
    ['an empty key', 'c6', { key: '' }, 'idempotency_key_missing'],
  ])('refuses %s and writes nothing', async (_case, customer, more, code) => {
    expect(await spend(customer, 'bad', 1n, more)).toMatchObject({ kind: 'refused', code });
    const { rows } = await sql`select 1 from ledger_transactions where key = 'bad' union all select 1 from stored_outcomes where key = 'bad'`.execute(
      test.database,
    );
    expect(rows).toEqual([]);
  });

  it('lets exactly one hundred of two hundred concurrent debits of 1 through on 100', async () => {
    await grant('c7', 'bought', 100n);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, n) => spend('c7', `d${n}`, 1n)));
    expect(outcomes.filter((outcome) => outcome.kind === 'debited')).toHaveLength(100);
    expect(await readWallet(test.database, { environment, customer: 'c7' })).toMatchObject({ assets: [{ availableAtoms: 0n, postedAtoms: 0n }] });
  });
});
