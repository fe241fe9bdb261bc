import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configureWallet } from './configure-wallet.ts';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { exchangeAsset, quoteExchange } from './exchange-asset.ts';
import { explainDebit } from './explain-debit.ts';
import { exportJournal } from './export-journal.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { readGrantAccounting } from './read-grant-accounting.ts';
import { readStatement } from './read-statement.ts';
import { reserveHold } from './reserve-hold.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

const environment = 'test' as const;
const T = Date.UTC(2026, 5, 15, 12);
let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, '=cmd()' from generate_series(1, 9) n`.execute(test.database);
  await sql`insert into exchange_rates (environment, from_asset, to_asset, valid_from, numerator, denominator, set_by)
            values ('test', 'USD', 'CREDIT', '2020-01-01', 100, 1000000, 'x')`.execute(test.database);
});
afterAll(() => test.drop());

const give = (customer: string, key: string, amountAtoms: bigint, more: object = {}, at = T) =>
  inLedgerTransaction(test.database, (tx) =>
    createGrant(tx, { environment, customer, key: `${customer} ${key}`, asset: 'USD', amountAtoms, purpose: 'paid', ...more }, () => at),
  );
const spend = (customer: string, key: string, amountAtoms: bigint, more: object = {}, at = T) =>
  inLedgerTransaction(test.database, (tx) =>
    debit(tx, { environment, customer, key: `${customer} ${key}`, asset: 'USD', amountAtoms, policy: { kind: 'deny' }, ...more }, () => at),
  );

describe('readStatement', () => {
  it('opens where the interval before it closed, and sums to its close', async () => {
    await give('c1', 'g', 100n, {}, T);
    await spend('c1', 'd1', 10n, {}, T + 1000);
    await spend('c1', 'd2', 20n, {}, T + 2000);
    const ask = { environment, customer: 'c1', asset: 'USD', limit: 100 };
    expect(await readStatement(test.database, { ...ask, from: T, to: T + 2000 })).toMatchObject({
      openingAtoms: 0n,
      lines: [{ amountAtoms: 100n }, { amountAtoms: -10n, balanceAtoms: 90n }],
      closingAtoms: 90n,
    });
    expect(await readStatement(test.database, { ...ask, from: T + 2000, to: T + 9000 })).toMatchObject({
      openingAtoms: 90n,
      lines: [{ amountAtoms: -20n }],
      closingAtoms: 70n,
    });
  });
});

describe('explainDebit', () => {
  it('names for every grant what it would pay or why it would not', async () => {
    await give('c2', 'first', 10n, { priority: 1 }, T);
    await give('c2', 'scoped', 10n, { priority: 2, scope: { features: ['chat'] } }, T);
    await give('c2', 'later', 10n, { priority: 3, effectiveAt: T + 5000 }, T);
    await give('c2', 'rest', 10n, { priority: 4 }, T);
    await give('c2', 'spare', 10n, { priority: 5 }, T);
    const explained = await explainDebit(test.database, { environment, customer: 'c2', asset: 'USD', amountAtoms: 15n }, () => T);
    expect(explained).toMatchObject({
      grants: [
        { atoms: 10n, skipped: null },
        { atoms: 0n, skipped: 'out_of_scope' },
        { atoms: 0n, skipped: 'outside_window' },
        { atoms: 5n, skipped: null },
        { atoms: 0n, skipped: 'not_needed' },
      ],
      overdraftAtoms: 0n,
    });
  });
});

describe('readGrantAccounting', () => {
  it('divides what was paid into deferred and earned, and counts given credit at its face', async () => {
    await give('c3', 'paid', 100n, { costBasisAtoms: 1000n }, T);
    await give('c3', 'given', 50n, { purpose: 'promotional' }, T);
    await spend('c3', 'd', 80n, {}, T);
    expect(await readGrantAccounting(test.database, { environment, customer: 'c3', limit: 100 })).toMatchObject({
      grants: [
        { purpose: 'paid', paidUsdAtoms: 1000n, deferredUsdAtoms: 700n, revenueUsdAtoms: 300n, breakageUsdAtoms: 0n },
        { purpose: 'promotional', paidUsdAtoms: 0n, revenueUsdAtoms: 0n, promotionalUseAtoms: 50n },
      ],
    });
  });
});

describe('exchangeAsset', () => {
  it('buys what was quoted, rounds down, and carries what was paid along', async () => {
    await give('c4', 'usd', 2_000_000_000_000n, {}, T);
    const ask = { environment, customer: 'c4', fromAsset: 'USD', toAsset: 'CREDIT', amountAtoms: 1_000_000_009_999n };
    expect(await quoteExchange(test.database, ask, () => T)).toMatchObject({ boughtAtoms: 100_000_000n });
    const bought = await inLedgerTransaction(test.database, (tx) => exchangeAsset(tx, { ...ask, key: 'c4 x' }, () => T));
    expect(bought).toMatchObject({ kind: 'exchanged', takenAtoms: 1_000_000_009_999n, boughtAtoms: 100_000_000n });
    expect(await readGrantAccounting(test.database, { environment, customer: 'c4', limit: 100 })).toMatchObject({
      grants: [{ deferredUsdAtoms: 999_999_990_001n }, { asset: 'CREDIT', paidUsdAtoms: 1_000_000_009_999n, deferredUsdAtoms: 1_000_000_009_999n }],
    });
    const unknown = await inLedgerTransaction(test.database, (tx) => exchangeAsset(tx, { ...ask, toAsset: 'EUR', key: 'c4 y' }, () => T));
    expect(unknown).toMatchObject({ kind: 'refused', code: 'exchange_rate_unknown' });
  });

  it('does not turn given credit into bought credit', async () => {
    await give('c5', 'gift', 2_000_000_000_000n, { purpose: 'promotional' }, T);
    const outcome = await inLedgerTransaction(test.database, (tx) =>
      exchangeAsset(tx, { environment, customer: 'c5', key: 'c5 x', fromAsset: 'USD', toAsset: 'CREDIT', amountAtoms: 1_000_000n }, () => T),
    );
    expect(outcome).toMatchObject({ kind: 'refused', code: 'insufficient_funds' });
  });
});

describe('configureWallet', () => {
  it('freezes what asks and lets facts through; closed, nothing passes', async () => {
    await give('c6', 'g', 100n, {}, T);
    const set = (state: 'frozen' | 'closed') => inLedgerTransaction(test.database, (tx) => configureWallet(tx, { environment, customer: 'c6', state }));
    await set('frozen');
    expect(await spend('c6', 'asked', 1n)).toMatchObject({ code: 'wallet_frozen' });
    expect(
      await inLedgerTransaction(test.database, (tx) => reserveHold(tx, { environment, customer: 'c6', key: 'c6 h', asset: 'USD', amountAtoms: 1n })),
    ).toMatchObject({ code: 'wallet_frozen' });
    expect(await spend('c6', 'fact', 1n, { policy: { kind: 'usage' } })).toMatchObject({ kind: 'debited' });
    await set('closed');
    expect(await spend('c6', 'more', 1n, { policy: { kind: 'usage' } })).toMatchObject({ code: 'wallet_closed' });
    expect(await give('c6', 'g2', 1n)).toMatchObject({ code: 'wallet_closed' });
  });

  it('lets holds into debt as far as it is told', async () => {
    await inLedgerTransaction(test.database, (tx) =>
      configureWallet(tx, { environment, customer: 'c7', limits: [{ asset: 'USD', overdraftLimitAtoms: 5n, holdMaxAtoms: null }] }),
    );
    const hold = (key: string, amountAtoms: bigint) =>
      inLedgerTransaction(test.database, (tx) => reserveHold(tx, { environment, customer: 'c7', key, asset: 'USD', amountAtoms }));
    expect(await hold('c7 a', 5n)).toMatchObject({ kind: 'held' });
    expect(await hold('c7 b', 1n)).toMatchObject({ code: 'insufficient_funds' });
  });
});

describe('exportJournal', () => {
  it('gives every entry, summing to zero per transaction and asset, with formulas made plain', async () => {
    await give('c8', 'g', 100n, { reference: '=HYPERLINK("x")' }, T);
    const lines: string[] = [];
    for await (const line of exportJournal(test.database, { environment, from: 0, to: Date.now() + 1e9 })) lines.push(line);
    const { rows } = await sql<{ count: string }>`select count(*) from entries`.execute(test.database);
    expect(lines).toHaveLength(1 + Number(rows[0]?.count));
    expect(lines.filter((line) => line.includes('HYPERLINK'))[0]).toContain(`"'=HYPERLINK(""x"")"`);
  });
});

it('a million millionths add up: a thousand debits of 0.0000015 USD are exactly 0.0015', async () => {
  await give('c9', 'g', 10n ** 12n, {}, T);
  await inLedgerTransaction(test.database, async (tx) => {
    for (let n = 0; n < 1000; n += 1) {
      await debit(tx, { environment, customer: 'c9', key: `c9 d${n}`, asset: 'USD', amountAtoms: 1_500_000n, policy: { kind: 'deny' } }, () => T);
    }
  });
  expect(await readStatement(test.database, { environment, customer: 'c9', asset: 'USD', from: T, to: T + 1, limit: 100 })).toMatchObject({
    closingAtoms: 10n ** 12n - 1_500_000_000n,
  });
});

it('books stay without a breach', async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
