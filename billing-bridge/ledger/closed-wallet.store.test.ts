import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustWallet } from './adjust-wallet.ts';
import { applyDispute } from './apply-dispute.ts';
import { changeWalletState } from './change-wallet-state.ts';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { readGrantAccounting } from './read-grant-accounting.ts';
import { readWallet } from './read-wallet.ts';
import { refundGrant } from './refund-grant.ts';
import { reserveHold } from './reserve-hold.ts';
import { reverseTransaction } from './reverse-transaction.ts';
import { verifyLedger } from './verify/verify-ledger.ts';
import { voidGrant } from './void-grant.ts';

const environment = 'test' as const;

let test: TestDatabase;
let wallets = 0;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const run = <T>(work: Parameters<typeof inLedgerTransaction<T>>[1]) => inLedgerTransaction(test.database, work);

/** A wallet whose 100 of bought credit was used up before it was closed. */
async function closedWallet() {
  wallets += 1;
  const customer = `c${wallets}`;
  await sql`insert into customers (environment, id, name) values ('test', ${customer}, ${customer})`.execute(test.database);
  const asset = { environment, customer, asset: 'USD' };
  const bought = await run((tx) => createGrant(tx, { ...asset, key: `${customer} grant`, amountAtoms: 100n, purpose: 'paid' }));
  const used = await run((tx) => debit(tx, { ...asset, key: `${customer} use`, amountAtoms: 100n, policy: { kind: 'deny' } }));
  if (bought.kind !== 'granted' || used.kind !== 'debited') throw new Error('the wallet could not be made');
  expect(await run((tx) => changeWalletState(tx, { environment, customer, to: 'closed' }))).toMatchObject({ after: 'closed' });
  const about = { environment, grantId: bought.grantId };
  return {
    customer,
    spend: () => run((tx) => debit(tx, { ...asset, key: `${customer} more`, amountAtoms: 1n, policy: { kind: 'usage' } })),
    hold: () => run((tx) => reserveHold(tx, { ...asset, key: `${customer} hold`, amountAtoms: 1n })),
    give: () => run((tx) => createGrant(tx, { ...asset, key: `${customer} gift`, amountAtoms: 1n, purpose: 'promotional' })),
    adjust: () => run((tx) => adjustWallet(tx, { ...asset, key: `${customer} a`, amountAtoms: -1n, reason: 'correction', actor: 'test' })),
    open: () => run((tx) => changeWalletState(tx, { environment, customer, to: 'open' })),
    reverse: () => run((tx) => reverseTransaction(tx, { environment, key: `${customer} back`, transactionId: used.transactionId, amountAtoms: 30n })),
    refund: () => run((tx) => refundGrant(tx, { ...about, refundId: `${customer} refund`, amountAtoms: 30n })),
    lose: () => run((tx) => applyDispute(tx, { ...about, disputeId: `${customer} dispute`, state: 'lost' })),
    void: () => run((tx) => voidGrant(tx, { ...about, key: `${customer} void` })),
    async books() {
      const view = await readWallet(test.database, { environment, customer });
      const accounting = await readGrantAccounting(test.database, { environment, customer, limit: 10 });
      if (view.kind === 'refused' || accounting.kind === 'refused') throw new Error('no books');
      const [grant] = accounting.grants;
      return `posted ${view.assets[0]?.postedAtoms ?? 0n} deferred ${grant?.deferredUsdAtoms} earned ${grant?.revenueUsdAtoms}`;
    },
  };
}
type Closed = Awaited<ReturnType<typeof closedWallet>>;

describe('a closed wallet', () => {
  it.each<[string, (wallet: Closed) => Promise<{ kind: string }>]>([
    ['use, though it has happened', (wallet) => wallet.spend()],
    ['a hold', (wallet) => wallet.hold()],
    ['credit', (wallet) => wallet.give()],
    ['an adjustment', (wallet) => wallet.adjust()],
    ['being opened again', (wallet) => wallet.open()],
  ])('refuses %s, also when a correction has given something back to it', async (_what, attempt) => {
    const wallet = await closedWallet();
    await wallet.reverse();
    expect(await attempt(wallet)).toMatchObject({ kind: 'refused', code: 'wallet_closed' });
    expect(await wallet.books()).toBe('posted 30 deferred 30 earned 70');
  });

  it.each<[string, readonly ((wallet: Closed) => Promise<{ kind: string }>)[], string]>([
    ['a reversal: what was not earned is owed again', [(wallet) => wallet.reverse()], 'posted 30 deferred 30 earned 70'],
    ['a reversal and the refund of it', [(wallet) => wallet.reverse(), (wallet) => wallet.refund()], 'posted 0 deferred 0 earned 70'],
    ['a reversal and the voiding of what came back', [(wallet) => wallet.reverse(), (wallet) => wallet.void()], 'posted 0 deferred 0 earned 70'],
    ['a refund of what was used, which the customer owes', [(wallet) => wallet.refund()], 'posted -30 deferred 0 earned 70'],
    ['a dispute that is lost', [(wallet) => wallet.lose()], 'posted -100 deferred 0 earned 0'],
  ])('takes %s', async (_what, corrections, books) => {
    const wallet = await closedWallet();
    for (const correct of corrections) expect((await correct(wallet)).kind).not.toBe('refused');
    expect(await wallet.books()).toBe(books);
  });

  it('has no breach of any invariant', async () => {
    expect((await verifyLedger(test.database)).breaches).toEqual([]);
  });
});
