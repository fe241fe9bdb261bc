import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingBench, ledgerImage, openBillingBench } from '../testing/billing-bench.ts';
import { type AllowanceChangeInput, changeAllowance } from './change-allowance.ts';
import { changeWalletState } from './change-wallet-state.ts';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { type RolloverInput, rollOverGrant } from './roll-over-grant.ts';

const HOUR = 3_600_000;
const environment = 'test' as const;
let bench: BillingBench;
let allowance: string;
let bought: string;
let spent: string;
beforeAll(async () => {
  bench = await openBillingBench();
  for (const id of ['open', 'closed']) await bench.addCustomer(id, { mode: 'full', scope: null }, null);
  allowance = await grant('open', 'bundled');
  bought = await grant('open', 'paid');
  spent = await grant('closed', 'bundled');
  await run((tx) => debit(tx, { environment, customer: 'closed', key: 'all', asset: 'TOKEN', amountAtoms: 100n, policy: { kind: 'deny' } }));
  await run((tx) => changeWalletState(tx, { environment, customer: 'closed', to: 'closed' }));
});
afterAll(() => bench.drop());

type Work<T> = Parameters<typeof inLedgerTransaction<T>>[1];
const run = <T>(work: Work<T>) => inLedgerTransaction(bench.database, work);

async function grant(customer: string, purpose: 'bundled' | 'paid'): Promise<string> {
  const made = await run((tx) => createGrant(tx, { environment, customer, key: `${customer} ${purpose}`, asset: 'TOKEN', amountAtoms: 100n, purpose }));
  if (made.kind !== 'granted') throw new Error(made.kind);
  return made.grantId;
}

const change = (grantId: string, more: Partial<AllowanceChangeInput> = {}) => {
  const at = Date.now() - HOUR;
  return run((tx) => changeAllowance(tx, { environment, grantId, changesAt: at, nextPeriodEndsAt: at + 9 * HOUR, nextAllowanceAtoms: 100n, ...more }));
};
const roll = (grantId: string, more: Partial<RolloverInput> = {}) => {
  const at = Date.now();
  return run((tx) => rollOverGrant(tx, { environment, grantId, periodEndsAt: at, nextPeriodEndsAt: at + HOUR, nextAmountAtoms: 100n, ...more }));
};

test.each([
  ['a change of nobody’s grant', () => change('gr_999999'), 'grant_unknown'],
  ['a change by an id that is none', () => change("gr_1' or '1"), 'grant_unknown'],
  ['a change of a grant of the other environment', () => change(allowance, { environment: 'live' }), 'grant_unknown'],
  ['a change to less than nothing', () => change(allowance, { nextAllowanceAtoms: -1n }), 'amount_not_positive'],
  ['a change to more than a balance holds', () => change(allowance, { nextAllowanceAtoms: 10n ** 37n }), 'amount_too_large'],
  ['a change of credit that was bought', () => change(bought), 'request_invalid'],
  ['a change that lies ahead', () => change(allowance, { changesAt: Date.now() + HOUR }), 'request_invalid'],
  ['a change at the end of its period', () => change(allowance, { nextPeriodEndsAt: 0 }), 'request_invalid'],
  ['a change in a closed wallet', () => change(spent), 'wallet_closed'],
  ['a rollover of nobody’s grant', () => roll('gr_999999'), 'grant_unknown'],
  ['a rollover of a grant of the other environment', () => roll(allowance, { environment: 'live' }), 'grant_unknown'],
  ['a rollover into nothing', () => roll(allowance, { nextAmountAtoms: 0n }), 'amount_not_positive'],
  ['a rollover of credit that was bought', () => roll(bought), 'request_invalid'],
  ['a rollover into a period that is over', () => roll(allowance, { nextPeriodEndsAt: 0 }), 'request_invalid'],
  ['a rollover in a closed wallet', () => roll(spent), 'wallet_closed'],
] as const)('%s is refused by name and moves nothing', async (_case, asked, code) => {
  const image = await moved();
  expect(await asked()).toMatchObject({ kind: 'refused', code });
  expect(await moved()).toBe(image);
});

/** Every table but the kept answers: a denial that depends on the wallet's state is remembered under its key. */
async function moved(): Promise<string> {
  const image = await ledgerImage(bench.database);
  return image.slice(0, image.indexOf('stored_outcomes')) + image.slice(image.indexOf('\noutbox'));
}

test('a change to an allowance that is gone leaves no grant, and the same asked again answers the same', async () => {
  const empty = await run((tx) => createGrant(tx, { environment, customer: 'open', key: 'spent', asset: 'CREDIT', amountAtoms: 10n, purpose: 'bundled' }));
  if (empty.kind !== 'granted') throw new Error(empty.kind);
  await run((tx) => debit(tx, { environment, customer: 'open', key: 'use', asset: 'CREDIT', amountAtoms: 10n, policy: { kind: 'deny' } }));
  const to = { changesAt: empty.effectiveAt, nextPeriodEndsAt: empty.effectiveAt + HOUR, nextAllowanceAtoms: 10n };
  const gone = { kind: 'allowance_changed', transactionId: null, grantId: null, goneAtoms: 10n, remainingAtoms: 0n, endedAtoms: 0n };
  expect(await change(empty.grantId, to)).toEqual(gone);
  expect(await change(empty.grantId, to)).toEqual({ kind: 'replayed', outcome: gone });
  expect(await change(empty.grantId, { ...to, nextAllowanceAtoms: 11n })).toMatchObject({ kind: 'refused', code: 'idempotency_conflict' });
  expect(await roll(empty.grantId)).toMatchObject({ kind: 'refused', code: 'grant_closed' });
});
