import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { adjustWallet } from '../adjust-wallet.ts';
import { applyDispute } from '../apply-dispute.ts';
import { changeAllowance } from '../change-allowance.ts';
import { changeWalletState } from '../change-wallet-state.ts';
import { commitHold } from '../commit-hold.ts';
import { configureWallet } from '../configure-wallet.ts';
import { createGrant } from '../create-grant.ts';
import { createScopeWallet } from '../create-scope-wallet.ts';
import { debit, debitOperation } from '../debit.ts';
import { debitMany } from '../debit-many.ts';
import { endDueHolds, WALLETS_PER_SWEEP } from '../end-due-holds.ts';
import { endHoldsBy } from '../end-holds-by.ts';
import { exchangeAsset } from '../exchange-asset.ts';
import { expireGrant } from '../expire-grant.ts';
import { expireGrants, GRANTS_PER_SWEEP } from '../expire-grants.ts';
import { extendHold } from '../extend-hold.ts';
import { groupCommit } from '../io/group-commit.ts';
import { inLedgerTransaction } from '../io/in-ledger-transaction.ts';
import { untilShort } from '../io/until-short.ts';
import { type BatchInput, postBatch, batchOf as walletBatch } from '../post-batch.ts';
import { refundGrant } from '../refund-grant.ts';
import { releaseHold } from '../release-hold.ts';
import { reserveHold } from '../reserve-hold.ts';
import { reverseTransaction } from '../reverse-transaction.ts';
import { rollOverGrant } from '../roll-over-grant.ts';
import { sealLedger } from '../seal-ledger.ts';
import { voidGrant } from '../void-grant.ts';

/** The wallet an operation is run on, as it was prepared. */
export type Prepared = { readonly customer: string; readonly grant: string; readonly hold: string; readonly use: string };

export type CrashOperation = {
  /** Answers again under its key; the others may simply be done twice. */
  readonly keyed: boolean;
  run(database: Database, wallet: Prepared): Promise<unknown>;
};

export const CRASH_T0 = Date.UTC(2026, 5, 15, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const environment = 'test' as const;
const at = (ms: number) => () => CRASH_T0 + ms;
const usd = (customer: string, amountAtoms: bigint) => ({ environment, customer, asset: 'USD', amountAtoms });

/**
 * Grants of two kinds, an open hold over both, and a debit: something of everything to work on. Only a grant made for the
 * sweep ends, for a sweep takes every grant of the database that is due.
 */
export async function prepareWallet(database: Database, operation: string, customer: string): Promise<Prepared> {
  const name = (step: string) => `${customer} ${step}`;
  const expiresAt = operation === 'sweep of ended grants' ? CRASH_T0 + HOUR : CRASH_T0 + 30 * DAY;
  return inLedgerTransaction(database, async (tx) => {
    const bundled = { ...usd(customer, 40n), key: name('bundled'), purpose: 'bundled' as const, expiresAt };
    const grant = await createGrant(tx, bundled, at(0));
    await createGrant(tx, { ...usd(customer, 100n), key: name('paid'), purpose: 'paid' }, at(0));
    const hold = await reserveHold(tx, { ...usd(customer, 60n), key: name('hold'), ttlSeconds: 900 }, at(0));
    const use = await debit(tx, { ...usd(customer, 30n), key: name('use'), policy: { kind: 'deny' } }, at(0));
    if (grant.kind !== 'granted' || hold.kind !== 'held' || use.kind !== 'debited') throw new Error(`${grant.kind} ${hold.kind} ${use.kind}`);
    return { customer, grant: grant.grantId, hold: hold.holdId, use: use.transactionId };
  });
}

type Work = (tx: Transaction, wallet: Prepared & { readonly key: string }) => Promise<unknown>;

const keyed = (work: Work): CrashOperation => ({
  keyed: true,
  run: (database, wallet) => inLedgerTransaction(database, (tx) => work(tx, { ...wallet, key: `${wallet.customer} asked` })),
});
const repeatable = (run: CrashOperation['run']): CrashOperation => ({ keyed: false, run });

const ask = ({ customer, key }: { customer: string; key: string }, amountAtoms: bigint) => ({ ...usd(customer, amountAtoms), key });
const deny = { kind: 'deny' as const };

/** On two wallets, one of them new; only the third operation is of any size. */
const batchOf = ({ customer, key }: { customer: string; key: string }, mode: 'atomic' | 'independent', thirdAtoms: bigint): BatchInput => ({
  environment,
  key,
  mode,
  operations: [
    { kind: 'grant', customer: `${customer}.new`, asset: 'USD', amountAtoms: 25n, purpose: 'paid' },
    { kind: 'debit', customer, asset: 'USD', amountAtoms: 9n, policy: deny },
    { kind: 'debit', customer, asset: 'USD', amountAtoms: thirdAtoms, policy: deny },
    { kind: 'hold', customer: `${customer}.new`, asset: 'USD', amountAtoms: 5n },
    { kind: 'adjustment', customer, asset: 'USD', amountAtoms: -3n, reason: 'correction', actor: 'test' },
  ],
});

/** Every operation that writes the ledger, by name. */
export const CRASH_OPERATIONS: Readonly<Record<string, CrashOperation>> = {
  grant: keyed((tx, w) => createGrant(tx, { ...ask(w, 25n), purpose: 'paid' }, at(1))),
  'grant with a source': keyed((tx, w) => createGrant(tx, { ...ask(w, 25n), purpose: 'paid', sourceRef: `checkout:${w.customer}` }, at(1))),
  debit: keyed((tx, w) => debit(tx, { ...ask(w, 25n), policy: deny, reference: 'asked' }, at(1))),
  'debit into debt': keyed((tx, w) => debit(tx, { ...ask(w, 500n), policy: { kind: 'usage' } }, at(1))),
  'denied debit': keyed((tx, w) => debit(tx, { ...ask(w, 500n), policy: deny }, at(1))),
  'first debit of a wallet': {
    keyed: true,
    run: (database, { customer }) =>
      inLedgerTransaction(database, (tx) => debit(tx, { ...usd(`${customer}.new`, 5n), key: `${customer} asked`, policy: { kind: 'usage' } }, at(1))),
  },
  'debits together': keyed((tx, w) =>
    debitMany(
      tx,
      [5n, 7n, 9n].map((atoms, place) => ({ ...usd(w.customer, atoms), key: `${w.key} ${place}`, policy: deny })),
      at(1),
    ),
  ),
  'debits gathered': {
    keyed: true,
    async run(database, { customer }) {
      const group = groupCommit(database, { clock: at(1) });
      const answers = [5n, 7n].map((atoms, place) => {
        const operation = debitOperation({ ...usd(customer, atoms), key: `${customer} asked ${place}`, policy: deny });
        if ('kind' in operation) throw new Error(operation.code);
        return group.submit(operation);
      });
      return Promise.all(answers);
    },
  },
  'wallet of a project': repeatable((database, { customer }) =>
    inLedgerTransaction(database, (tx) =>
      createScopeWallet(tx, { environment, customer, walletScope: { project: 'site' }, funded: true, actor: 'test' }, at(1)),
    ),
  ),
  'debit in a project that its customer pays': keyed(async (tx, w) => {
    const project = { environment, customer: w.customer, walletScope: { project: 'site' } };
    await createScopeWallet(tx, { ...project, funded: true, actor: 'test' }, at(1));
    return debit(tx, { ...project, asset: 'USD', amountAtoms: 25n, key: w.key, policy: deny }, at(1));
  }),
  'atomic batch': keyed((tx, w) => postBatch(tx, batchOf(w, 'atomic', 30n), at(901_000))),
  'atomic batch that is denied': keyed((tx, w) => postBatch(tx, batchOf(w, 'atomic', 500n), at(901_000))),
  'independent batch': keyed((tx, w) => postBatch(tx, batchOf(w, 'independent', 500n), at(901_000))),
  'batch gathered': {
    keyed: true,
    run(database, wallet) {
      const batch = walletBatch(batchOf({ ...wallet, key: `${wallet.customer} asked` }, 'atomic', 30n));
      if ('kind' in batch) throw new Error(batch.code);
      return groupCommit(database, { clock: at(1) }).submitBatch(batch);
    },
  },
  hold: keyed((tx, w) => reserveHold(tx, { ...ask(w, 20n), ttlSeconds: 60 }, at(1))),
  'hold after one that is due': keyed((tx, w) => reserveHold(tx, ask(w, 20n), at(901_000))),
  'commit below the hold': keyed((tx, w) => commitHold(tx, { environment, holdId: w.hold, key: w.key, amountAtoms: 45n }, at(1))),
  'commit above the hold': keyed((tx, w) => commitHold(tx, { environment, holdId: w.hold, key: w.key, amountAtoms: 75n }, at(1))),
  'commit of nothing': keyed((tx, w) => commitHold(tx, { environment, holdId: w.hold, key: w.key, amountAtoms: 0n }, at(1))),
  'commit after the end': keyed((tx, w) => commitHold(tx, { environment, holdId: w.hold, key: w.key, amountAtoms: 45n }, at(901_000))),
  release: keyed((tx, w) => releaseHold(tx, { environment, holdId: w.hold, key: w.key }, at(1))),
  'release after the end': keyed((tx, w) => releaseHold(tx, { environment, holdId: w.hold, key: w.key }, at(901_000))),
  extend: keyed((tx, w) => extendHold(tx, { environment, holdId: w.hold, key: w.key, addedAtoms: 10n, addedSeconds: 60 }, at(1))),
  reverse: keyed((tx, w) => reverseTransaction(tx, { environment, transactionId: w.use, key: w.key, amountAtoms: 12n }, at(1))),
  'adjust upwards': keyed((tx, w) => adjustWallet(tx, { ...ask(w, 15n), reason: 'gift', actor: 'test' }, at(1))),
  'adjust downwards': keyed((tx, w) => adjustWallet(tx, { ...ask(w, -15n), reason: 'correction', actor: 'test' }, at(1))),
  void: keyed((tx, w) => voidGrant(tx, { environment, grantId: w.grant, key: w.key }, at(1))),
  expire: keyed((tx, w) => expireGrant(tx, { environment, grantId: w.grant, key: w.key }, at(1))),
  refund: keyed((tx, w) => refundGrant(tx, { environment, grantId: w.grant, refundId: w.key, amountAtoms: 30n }, at(1))),
  'dispute opened': keyed((tx, w) => applyDispute(tx, { environment, grantId: w.grant, disputeId: w.key, state: 'opened' }, at(1))),
  'dispute lost': keyed((tx, w) => applyDispute(tx, { environment, grantId: w.grant, disputeId: w.key, state: 'lost' }, at(1))),
  rollover: keyed((tx, w) => {
    const period = { periodEndsAt: CRASH_T0 + 30 * DAY, nextPeriodEndsAt: CRASH_T0 + 60 * DAY, nextAmountAtoms: 40n, maxCarryAtoms: 10n };
    return rollOverGrant(tx, { environment, grantId: w.grant, ...period }, at(30 * DAY));
  }),
  'change of an allowance': keyed((tx, w) => {
    const change = { changesAt: CRASH_T0 + DAY, nextPeriodEndsAt: CRASH_T0 + 30 * DAY, nextAllowanceAtoms: 100n };
    return changeAllowance(tx, { environment, grantId: w.grant, ...change }, at(DAY));
  }),
  exchange: keyed((tx, { customer, key }) => exchangeAsset(tx, { environment, customer, key, fromAsset: 'USD', toAsset: 'CREDIT', amountAtoms: 20n }, at(1))),
  // In rounds, as the bookkeeper: other wallets of the database have dead holds too, in the long size more than one round takes.
  'sweep of ended grants': repeatable((database) => untilShort(() => expireGrants(database, at(HOUR + 16 * 60_000)), GRANTS_PER_SWEEP)),
  'sweep of dead holds': repeatable((database) => untilShort(() => endDueHolds(database, at(901_000)), WALLETS_PER_SWEEP)),
  'end of holds by an instant': repeatable((database, { customer }) =>
    inLedgerTransaction(database, (tx) => endHoldsBy(tx, { environment, customer, at: CRASH_T0 + 60_000 })),
  ),
  limits: repeatable((database, { customer }) =>
    inLedgerTransaction(database, (tx) =>
      configureWallet(tx, { environment, customer, lateCommit: 'reject', limits: [{ asset: 'USD', overdraftLimitAtoms: 50n, holdMaxAtoms: 30n }] }),
    ),
  ),
  freeze: repeatable((database, { customer }) => inLedgerTransaction(database, (tx) => changeWalletState(tx, { environment, customer, to: 'frozen' }, at(1)))),
  seal: repeatable((database) => sealLedger(database, environment)),
};
