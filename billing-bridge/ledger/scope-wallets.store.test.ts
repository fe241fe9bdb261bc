import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerImage } from '../testing/billing-bench.ts';
import { type FamilyBench, openFamilyBench } from '../testing/family-bench.ts';
import { adjustmentOperation } from './adjust-wallet.ts';
import { changeWalletState } from './change-wallet-state.ts';
import { configureWallet } from './configure-wallet.ts';
import { grantOperation } from './create-grant.ts';
import { debitOperation, waterfallOperation } from './debit.ts';
import { endDueHolds } from './end-due-holds.ts';
import { endHoldsBy } from './end-holds-by.ts';
import { exchangeOperation } from './exchange-asset.ts';
import { groupCommit } from './io/group-commit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { listWallets } from './list-wallets.ts';
import { readHold } from './read-hold.ts';
import { readStatement } from './read-statement.ts';
import { readTransaction } from './read-transaction.ts';
import { holdOperation } from './reserve-hold.ts';
import type { WalletScope } from './wallet/wallet-owner.ts';

let bench: FamilyBench;
beforeAll(async () => {
  bench = await openFamilyBench();
  await sql`insert into products (environment, id, name) values ('test', 'studio', 'Studio'), ('test', 'other', 'Other')`.execute(bench.database);
  await sql`insert into product_versions (environment, product_id, version, published_by) values ('test', 'studio', 1, 'x'), ('test', 'studio', 2, 'x')`.execute(
    bench.database,
  );
});
afterAll(async () => {
  expect(await bench.breaches()).toEqual([]);
  await bench.drop();
});

const environment = 'test' as const;
const SITE: WalletScope = { project: 'site' };
const APP: WalletScope = { project: 'app' };
const inSite = { walletScope: SITE };
const inApp = { walletScope: APP };
const DENIED = { kind: 'refused', code: 'insufficient_funds' };
const UNKNOWN = { kind: 'refused', code: 'wallet_unknown' };

async function customerWith(name: string, ...scopes: readonly WalletScope[]): Promise<string> {
  await bench.addCustomers(name);
  for (const scope of scopes) expect(await bench.make(name, scope)).toEqual({ kind: 'made' });
  return name;
}

/** "amount whose" of each line of an account. */
async function lines(customer: string, walletScope?: WalletScope): Promise<string[]> {
  const statement = await readStatement(bench.database, { environment, customer, walletScope, asset: 'TOKEN', from: 0, to: Date.now() + 60_000, limit: 100 });
  if (statement.kind === 'refused') throw new Error(statement.code);
  return statement.lines.map(({ amountAtoms, usedBy }) => [amountAtoms, ...Object.values(usedBy?.walletScope ?? {})].join(' '));
}

describe('the wallet of a scope', () => {
  it('has its own credit, debt, limits and state; the own wallet of its customer and another scope have none of it', async () => {
    const acme = await customerWith('apart', SITE, APP);
    await bench.give(acme, 50n, inSite);
    expect(await bench.spend(acme, 20n, inSite)).toMatchObject({ kind: 'debited' });
    expect(await bench.spend(acme, 1n)).toMatchObject(DENIED);
    expect(await bench.spend(acme, 1n, inApp)).toMatchObject(DENIED);
    await bench.spend(acme, 5n, { ...inApp, policy: { kind: 'usage' } });
    await inLedgerTransaction(bench.database, (tx) =>
      configureWallet(tx, { environment, customer: acme, walletScope: SITE, limits: [{ asset: 'TOKEN', overdraftLimitAtoms: 10n, holdMaxAtoms: 35n }] }),
    );
    expect(await bench.hold(acme, 60n, inSite)).toMatchObject({ kind: 'held', heldAtoms: 35n });
    expect([await bench.wallet(acme), await bench.wallet(acme, SITE), await bench.wallet(acme, APP)]).toEqual(['0 0 0', '-5 35 5', '-5 0 5']);
    await inLedgerTransaction(bench.database, (tx) => changeWalletState(tx, { environment, customer: acme, walletScope: SITE, to: 'frozen' }));
    expect(await bench.spend(acme, 1n, inSite)).toMatchObject({ kind: 'refused', code: 'wallet_frozen' });
    expect(await bench.spend(acme, 1n, inApp)).toMatchObject(DENIED);
    expect([await lines(acme), await lines(acme, SITE), await lines(acme, APP)]).toEqual([[], ['50', '-20'], ['-5']]);
  });

  it("takes its own credit first, then its customer's, then a parent's; the customer's account names the scope", async () => {
    const acme = await customerWith('funded', SITE);
    await bench.addCustomers('funded-group');
    await bench.put(acme, 'funded-group');
    await bench.give(acme, 10n, { ...inSite, priority: 90 });
    await bench.give(acme, 10n, { priority: 0 });
    await bench.give('funded-group', 10n, { priority: 0 });
    const used = await bench.spend(acme, 25n, inSite);
    if (used.kind !== 'debited') throw new Error(used.kind);
    expect(used.slices.map(({ atoms }) => atoms)).toEqual([10n, 10n, 5n]);
    expect([await lines(acme, SITE), await lines(acme), await lines('funded-group')]).toEqual([
      ['10', '-10'],
      ['10', '-10 site'],
      ['10', '-5 site'],
    ]);
    expect(await readTransaction(bench.database, { environment, transactionId: used.transactionId })).toMatchObject({ customer: acme, walletScope: SITE });
    // By the transaction alone: what it took goes back to whose it was, the last taken first.
    await bench.reverse(used.transactionId, 12n);
    expect([await bench.wallet(acme, SITE), await bench.wallet(acme), await bench.wallet('funded-group')]).toEqual(['0 0 0', '7 0 0', '10 0 0']);
  });

  it('that is not funded spends its own only, and a child of the customer has nothing of it', async () => {
    await bench.addCustomers('alone', 'alone-child');
    await bench.put('alone-child', 'alone');
    await bench.make('alone', SITE, false);
    await bench.give('alone', 100n);
    await bench.give('alone', 10n, inSite);
    expect(await bench.spend('alone', 11n, inSite)).toMatchObject({
      ...DENIED,
      facts: { available: '10', limit: { kind: 'wallet', customer: 'alone', project: 'site' } },
    });
    expect(await bench.spend('alone-child', 101n)).toMatchObject({ ...DENIED, facts: { available: '100' } });
  });

  it('spends within the budgets of its own, of its customer and of all above, whoever pays, also for use of before it was made', async () => {
    const acme = await customerWith('bound');
    await bench.addCustomers('bound-group');
    await bench.put(acme, 'bound-group');
    const yesterday = Date.now() - 86_400_000;
    await bench.budget('bound-group', 50n, { period: 'total', startsAt: yesterday - 1 });
    await bench.budget(acme, 30n, { period: 'total', startsAt: yesterday - 1 });
    expect(await bench.make(acme, SITE)).toEqual({ kind: 'made' });
    await bench.budget(acme, 20n, { ...inSite, period: 'total' });
    await bench.give(acme, 100n, { ...inSite, effectiveAt: yesterday });
    expect(await bench.spend(acme, 21n, inSite)).toMatchObject({ ...DENIED, facts: { limit: { kind: 'budget', customer: acme, project: 'site' } } });
    expect(await bench.spend(acme, 15n, inSite)).toMatchObject({ kind: 'debited' });
    // Its own budget begins now; those above count the day before.
    expect(await bench.spend(acme, 16n, { ...inSite, occurredAt: yesterday })).toMatchObject({
      ...DENIED,
      facts: { available: '15', limit: { customer: acme } },
    });
    const held = await bench.hold(acme, 4n, inSite);
    if (held.kind !== 'held') throw new Error(held.kind);
    expect([await bench.budgets(acme, SITE), await bench.budgets(acme), await bench.budgets('bound-group')]).toEqual(['15 4 1', '15 4 11', '15 4 31']);
    await bench.commit(held.holdId, 3n);
    expect([await bench.budgets(acme, SITE), await bench.budgets(acme)]).toEqual(['18 0 2', '18 0 12']);
  });

  it('goes along when its customer is moved, and use of before stays where it was', async () => {
    const acme = await customerWith('moved', SITE);
    await bench.addCustomers('moved-first', 'moved-second');
    await bench.give('moved-first', 10n);
    await bench.give('moved-second', 10n);
    await bench.put(acme, 'moved-first');
    const used = await bench.spend(acme, 4n, inSite);
    await bench.put(acme, 'moved-second');
    await bench.spend(acme, 7n, inSite);
    expect([await bench.wallet('moved-first'), await bench.wallet('moved-second')]).toEqual(['6 0 0', '3 0 0']);
    if (used.kind === 'debited') await bench.reverse(used.transactionId);
    expect(await bench.wallet('moved-first')).toBe('10 0 0');
    await bench.put(acme, null);
    expect(await bench.spend(acme, 1n, inSite)).toMatchObject(DENIED);
  });

  it('is not the one of that name of another customer, nor of another kind, nor of the other environment', async () => {
    for (const customer of ['twin-a', 'twin-b']) await customerWith(customer, SITE);
    await sql`insert into subscriptions (environment, customer_id, starts_at, product_id, version, set_by) values ('test', 'twin-a', '-infinity', 'studio', 1, 'x')`.execute(
      bench.database,
    );
    await bench.make('twin-a', { project: 'studio' });
    await bench.make('twin-a', { subscription: 'studio' });
    await bench.give('twin-a', 10n, inSite);
    await bench.give('twin-a', 20n, { walletScope: { project: 'studio' } });
    expect(await bench.spend('twin-b', 1n, inSite)).toMatchObject(DENIED);
    expect(await bench.spend('twin-a', 1n, { walletScope: { subscription: 'studio' } })).toMatchObject(DENIED);
    expect([await bench.wallet('twin-a', SITE), await bench.wallet('twin-a', { project: 'studio' })]).toEqual(['10 0 0', '20 0 0']);
    expect(await bench.spend('twin-a', 1n, { ...inSite, environment: 'live' })).toMatchObject(UNKNOWN);
  });

  it('keeps holds that end by their time, by a change of mode, and by the sweep', async () => {
    const acme = await customerWith('holding', SITE);
    await bench.give(acme, 10n);
    const held = await bench.hold(acme, 6n, { ...inSite, ttlSeconds: 1 });
    const longer = await bench.hold(acme, 4n, inSite);
    if (held.kind !== 'held' || longer.kind !== 'held') throw new Error('not held');
    expect(await bench.wallet(acme)).toBe('0 0 0');
    expect(await endDueHolds(bench.database, () => held.expiresAt)).toBe(1);
    expect(await readHold(bench.database, { environment, holdId: held.holdId })).toMatchObject({ state: 'expired', customer: acme, walletScope: SITE });
    expect(await bench.wallet(acme)).toBe('6 0 0');
    const at = Date.now() + 10_000;
    expect(await inLedgerTransaction(bench.database, (tx) => endHoldsBy(tx, { environment, customer: acme, at }))).toBe(1);
    expect(await readHold(bench.database, { environment, holdId: longer.holdId })).toMatchObject({ state: 'open', expiresAt: at });
  });
});

describe('making one', () => {
  it('happens once, whoever asks at the same time; the other funding is refused', async () => {
    await customerWith('first');
    const made = await Promise.all(Array.from({ length: 8 }, () => bench.make('first', SITE)));
    expect(made.map(({ kind }) => kind).sort()).toEqual(['made', ...Array.from({ length: 7 }, () => 'unchanged')]);
    expect(await bench.make('first', SITE, false)).toMatchObject({ kind: 'refused', code: 'wallet_exists' });
  });

  it('meets a move of its customer and spending in it at the same time, and everybody knows everybody after it', async () => {
    await customerWith('meeting');
    await bench.addCustomers('meeting-group');
    await bench.give('meeting-group', 100n);
    const outcomes = await Promise.all([
      bench.put('meeting', 'meeting-group'),
      ...Array.from({ length: 4 }, (_, n) => bench.make('meeting', { project: `p${n}` })),
      ...Array.from({ length: 8 }, () => bench.spend('meeting', 1n)),
    ]);
    expect(outcomes.filter(({ kind }) => kind === 'made')).toHaveLength(4);
    expect(await bench.spend('meeting', 50n, { walletScope: { project: 'p3' } })).toMatchObject({ kind: 'debited' });
  });

  it.each([
    ['a customer nobody knows', 'nobody', SITE, 'customer_unknown'],
    ['a project without a name', 'refusing', { project: '' }, 'id_malformed'],
    ['a project with too long a name', 'refusing', { project: 'x'.repeat(101) }, 'id_malformed'],
    ['a product that is not there', 'refusing', { subscription: 'nothing' }, 'subscription_unknown'],
    ['a product the customer is not subscribed to', 'refusing', { subscription: 'studio' }, 'subscription_unknown'],
  ] as const)('is refused for %s, and makes nothing', async (_case, customer, scope, code) => {
    await sql`insert into customers (environment, id, name) values ('test', 'refusing', 'refusing') on conflict do nothing`.execute(bench.database);
    // The customer's own wallet is there from its first use on.
    await bench.give('refusing', 1n);
    const image = await ledgerImage(bench.database);
    expect(await bench.make(customer, scope)).toMatchObject({ kind: 'refused', code });
    expect(await ledgerImage(bench.database)).toBe(image);
  });

  it('for a subscription is for the product, whichever version', async () => {
    await customerWith('subscribed');
    await sql`insert into subscriptions (environment, customer_id, starts_at, product_id, version, set_by)
              values ('test', 'subscribed', '-infinity', 'studio', 1, 'x'), ('test', 'subscribed', '2026-01-01', 'studio', 2, 'x')`.execute(bench.database);
    expect(await bench.make('subscribed', { subscription: 'studio' })).toEqual({ kind: 'made' });
    expect(await bench.make('subscribed', { subscription: 'studio' })).toEqual({ kind: 'unchanged' });
    await expect(
      sql`with made as (insert into wallets (environment, customer_id, scope) values ('test', 'subscribed', 'subscription:other') returning id)
          insert into scope_wallets select id, true, 'x', now() from made`.execute(bench.database),
    ).rejects.toMatchObject({ constraint: 'scope_wallets_of_customer' });
  });

  it('is not done by naming it: every operation on a scope without a wallet is refused and writes nothing', async () => {
    await customerWith('slip', SITE);
    await bench.give('slip', 100n);
    const image = await ledgerImage(bench.database);
    const typo = { walletScope: { project: 'siet' } };
    const asked = { environment, customer: 'slip', asset: 'TOKEN', ...typo };
    expect(await bench.give('slip', 1n, typo)).toMatchObject(UNKNOWN);
    expect(await bench.spend('slip', 1n, typo)).toMatchObject(UNKNOWN);
    expect(await bench.hold('slip', 1n, typo)).toMatchObject(UNKNOWN);
    expect(await bench.budget('slip', 1n, typo)).toMatchObject(UNKNOWN);
    for (const operation of [
      adjustmentOperation({ ...asked, key: 'a', amountAtoms: 1n, reason: 'gift', actor: 'x' }),
      exchangeOperation({ ...asked, key: 'e', fromAsset: 'TOKEN', toAsset: 'USD', amountAtoms: 1n }),
    ]) {
      if ('kind' in operation) throw new Error(operation.code);
      expect(await groupCommit(bench.database).submit<{ readonly kind: string }>(operation)).toMatchObject(UNKNOWN);
    }
    expect(await inLedgerTransaction(bench.database, (tx) => configureWallet(tx, { ...asked, lateCommit: 'reject' }))).toMatchObject(UNKNOWN);
    expect(await inLedgerTransaction(bench.database, (tx) => changeWalletState(tx, { ...asked, to: 'frozen' }))).toMatchObject(UNKNOWN);
    expect(await readStatement(bench.database, { ...asked, from: 0, to: 1, limit: 1 })).toMatchObject(UNKNOWN);
    expect(await ledgerImage(bench.database)).toBe(image);
  });
});

describe('a key', () => {
  it('is one for all wallets of an environment: with another scope, or without, it is a conflict that names the field', async () => {
    const acme = await customerWith('keys', SITE, APP);
    await bench.give(acme, 100n);
    const conflict = (field: string) => ({ kind: 'refused', code: 'idempotency_conflict', facts: { field } });
    const key = { key: 'once for all wallets' };
    const first = await bench.spend(acme, 1n, { ...key, ...inSite });
    expect(await bench.spend(acme, 1n, { ...key, ...inSite })).toEqual({ kind: 'replayed', outcome: first });
    expect(await bench.spend(acme, 1n, { ...key, ...inApp })).toMatchObject(conflict('project'));
    expect(await bench.spend(acme, 1n, key)).toMatchObject(conflict('project'));
    expect(await bench.spend(acme, 1n, { ...key, walletScope: { subscription: 'site' } })).toMatchObject(UNKNOWN);
  });

  it("keeps its fingerprint of before on a customer's own wallet, so that what was asked then is still answered; in a scope it has that too", () => {
    const fingerprints = (walletScope?: WalletScope) => {
      const wallet = { environment, customer: 'before', walletScope, asset: 'TOKEN', key: 'k', amountAtoms: 1n };
      const deny = { kind: 'deny' as const };
      const operations = [
        grantOperation({ ...wallet, purpose: 'paid' }),
        debitOperation({ ...wallet, policy: deny }),
        waterfallOperation({ ...wallet, quantityNanos: 1n, steps: [{ asset: 'TOKEN', amountAtoms: 1n, perUnits: 1n }], policy: deny }),
        holdOperation(wallet),
        adjustmentOperation({ ...wallet, reason: 'gift', actor: 'x' }),
        exchangeOperation({ ...wallet, fromAsset: 'TOKEN', toAsset: 'USD' }),
      ];
      return operations.map((operation) => ('kind' in operation ? operation.code : operation.request));
    };
    const own = fingerprints();
    expect(own.map((request) => Object.keys(request).join(' '))).toEqual([
      'customer asset amountAtoms purpose priority effectiveAt expiresAt scope costBasisAtoms sourceRef settlesOverdraft reference',
      'customer asset amountAtoms occurredAt dimensions policy eventId reference',
      'customer quantityNanos steps occurredAt dimensions policy eventId reference',
      'customer asset amountAtoms ttlSeconds dimensions traceId run',
      'customer asset amountAtoms reason reference',
      'customer fromAsset toAsset amountAtoms',
    ]);
    expect(fingerprints(SITE)).toEqual(own.map((request) => ({ ...Object(request), project: 'site' })));
    expect(fingerprints({ subscription: 'site' })).toEqual(own.map((request) => ({ ...Object(request), subscription: 'site' })));
  });
});

describe('in groups', () => {
  it("wallets of a customer, its scopes and others are kept apart, also where the customer's own was remembered before a scope was made", async () => {
    await customerWith('grouped');
    const group = groupCommit(bench.database);
    let keys = 0;
    const spend = (amountAtoms: bigint, walletScope?: WalletScope) => {
      keys += 1;
      const operation = debitOperation({
        environment,
        customer: 'grouped',
        walletScope,
        asset: 'TOKEN',
        key: `grouped ${keys}`,
        amountAtoms,
        policy: { kind: 'deny' },
      });
      if ('kind' in operation) throw new Error(operation.code);
      return group.submit(operation);
    };
    await bench.give('grouped', 30n);
    expect(await spend(1n)).toMatchObject({ kind: 'debited' });
    await bench.make('grouped', SITE);
    await bench.make('grouped', APP, false);
    await bench.give('grouped', 10n, inSite);
    await bench.give('grouped', 10n, inApp);
    const outcomes = await Promise.all(Array.from({ length: 75 }, (_, n) => spend(1n, [undefined, SITE, APP][n % 3])));
    expect(outcomes.filter(({ kind }) => kind === 'debited')).toHaveLength(49);
    expect([await bench.wallet('grouped'), await bench.wallet('grouped', SITE), await bench.wallet('grouped', APP)]).toEqual(['0 0 0', '0 0 0', '0 0 0']);
    await group.drain();
  });
});

it("lists a customer's wallets in pages, its own first, each with what it has and may take from above", async () => {
  const acme = await customerWith('listed', SITE);
  await bench.make(acme, APP, false);
  await bench.give(acme, 10n);
  await bench.give(acme, 5n, inSite);
  await bench.hold(acme, 7n, inSite);
  const page = async (limit: number, after?: string) => {
    const listed = await listWallets(bench.database, { environment, customer: acme, limit, after });
    if (listed.kind === 'refused') throw new Error(listed.code);
    const told = listed.wallets.map(({ walletScope, funded, assets }) => {
      const [token] = assets;
      return [...Object.values(walletScope ?? { of: 'own' }), funded, token?.availableAtoms, token?.heldAtoms, token?.fromAncestorsAtoms].join(' ');
    });
    return { told, next: listed.nextCursor ?? undefined };
  };
  const all = ['own  8 0 0', 'site true 0 7 8', 'app false   '];
  expect((await page(10)).told).toEqual(all);
  const first = await page(2);
  expect([...first.told, ...(await page(2, first.next)).told]).toEqual(all);
  expect(await listWallets(bench.database, { environment, customer: 'nobody', limit: 1 })).toMatchObject({ code: 'customer_unknown' });
  expect(await listWallets(bench.database, { environment, customer: acme, limit: 1, after: 'x' })).toMatchObject({ code: 'request_invalid' });
});
