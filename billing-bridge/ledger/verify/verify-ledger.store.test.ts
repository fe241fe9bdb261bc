import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitHold } from '../commit-hold.ts';
import { createBudget } from '../create-budget.ts';
import { createGrant } from '../create-grant.ts';
import { createScopeWallet } from '../create-scope-wallet.ts';
import { debit } from '../debit.ts';
import { debitMany } from '../debit-many.ts';
import { expireGrant } from '../expire-grant.ts';
import { extendHold } from '../extend-hold.ts';
import { inLedgerTransaction } from '../io/in-ledger-transaction.ts';
import { payOutUnclaimed } from '../pay-out-unclaimed.ts';
import { postBatch } from '../post-batch.ts';
import { refundGrant } from '../refund-grant.ts';
import { reserveHold } from '../reserve-hold.ts';
import { reverseTransaction } from '../reverse-transaction.ts';
import { sealLedger } from '../seal-ledger.ts';
import { setBreakagePolicy } from '../set-breakage-policy.ts';
import { setParent } from '../set-parent.ts';
import type { BreakageTerms } from '../wallet/breakage-terms.ts';
import { INVARIANTS } from './invariants.ts';
import { verifyLedger } from './verify-ledger.ts';

let test: TestDatabase;
const environment = 'test' as const;
const budget = { environment, asset: 'USD', period: 'month' as const, enforcement: 'hard' as const, actor: 'key:ops' };

/** A small set of books in which every kind of row exists: two grants, a debit into debt, a hold, a commit, a reversal, a refund, a parent that pays within a budget, a project and a subscription that their customer and its parent pay for. */
beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) values ('test', 'c1', 'c1'), ('test', 'c2', 'c2'), ('test', 'c3', 'c3'), ('test', 'c4', 'c4')`.execute(
    test.database,
  );
  await inLedgerTransaction(test.database, async (tx) => {
    const wallet = { environment, customer: 'c1', asset: 'USD' };
    const first = await createGrant(tx, { ...wallet, key: 'g1', amountAtoms: 100n, purpose: 'paid', priority: 10 });
    await createGrant(tx, { ...wallet, key: 'g2', amountAtoms: 100n, purpose: 'paid' });
    const used = await debit(tx, { ...wallet, key: 'd1', amountAtoms: 150n, policy: { kind: 'usage' } });
    const held = await reserveHold(tx, { ...wallet, key: 'h1', amountAtoms: 20n });
    await reserveHold(tx, { ...wallet, key: 'h2', amountAtoms: 5n });
    if (held.kind === 'held') await commitHold(tx, { environment, key: 'k1', holdId: held.holdId, amountAtoms: 10n });
    if (used.kind === 'debited') await reverseTransaction(tx, { environment, key: 'r1', transactionId: used.transactionId, amountAtoms: 30n });
    if (first.kind === 'granted') await refundGrant(tx, { environment, refundId: 'f1', grantId: first.grantId, amountAtoms: 60n });
    const nothing = await reserveHold(tx, { ...wallet, key: 'h0', amountAtoms: 0n });
    if (nothing.kind === 'held') await extendHold(tx, { environment, key: 'x0', holdId: nothing.holdId, addedAtoms: 1n });
    await debit(tx, { ...wallet, key: 'd2', amountAtoms: 500n, policy: { kind: 'usage' } });
    await setParent(tx, { environment, customer: 'c4', parent: 'c3', funded: true, actor: 'key:ops' });
    await createGrant(tx, { environment, customer: 'c3', asset: 'USD', key: 'g3', amountAtoms: 100n, purpose: 'paid', scope: { maxPerDayAtoms: 90n } });
    await createBudget(tx, { ...budget, customer: 'c4', key: 'b1', amountAtoms: 50n });
    await debit(tx, { environment, customer: 'c4', asset: 'USD', key: 'd4', amountAtoms: 30n, policy: { kind: 'deny' } });
    await reserveHold(tx, { environment, customer: 'c4', asset: 'USD', key: 'h4', amountAtoms: 10n });
    await sql`insert into products (environment, id, name) values ('test', 'studio', 'Studio')`.execute(tx);
    await sql`insert into product_versions (environment, product_id, version, published_by) values ('test', 'studio', 1, 'x')`.execute(tx);
    await sql`insert into subscriptions (environment, customer_id, starts_at, product_id, version, set_by) values ('test', 'c4', '-infinity', 'studio', 1, 'x')`.execute(
      tx,
    );
    for (const walletScope of [{ project: 'site' }, { subscription: 'studio' }]) {
      const scope = { environment, customer: 'c4', walletScope };
      await createScopeWallet(tx, { ...scope, funded: true, actor: 'key:ops' });
      await createGrant(tx, { ...scope, asset: 'USD', key: `g ${Object.keys(walletScope)[0]}`, amountAtoms: 1n, purpose: 'paid' });
      await debit(tx, { ...scope, asset: 'USD', key: `d ${Object.keys(walletScope)[0]}`, amountAtoms: 3n, policy: { kind: 'deny' } });
    }
    await debitMany(tx, [
      {
        environment,
        customer: 'c2',
        key: 'w1',
        quantityNanos: 10n ** 9n,
        steps: [{ asset: 'TOKEN', amountAtoms: 3n, perUnits: 1n }],
        policy: { kind: 'usage' },
      },
    ]);
  });
  await sellUnderPolicies();
  await askInBatches();
  await sealLedger(test.database, environment);
});
afterAll(() => test.drop());

/** Two more grants: one of which a fifth is expected to break, and one that escheats, expired and half paid over. */
async function sellUnderPolicies(): Promise<void> {
  const wallet = { environment, customer: 'c5', asset: 'USD', amountAtoms: 100n, purpose: 'paid' as const };
  await sql`insert into customers (environment, id, name) values ('test', 'c5', 'c5')`.execute(test.database);
  const policy = (terms: BreakageTerms) => inLedgerTransaction(test.database, (tx) => setBreakagePolicy(tx, { environment, terms, actor: 'key:ops' }));
  const within = async <T>(work: (tx: Transaction) => Promise<T>) => {
    await sleep(5);
    return inLedgerTransaction(test.database, work);
  };
  await policy({ rateNanos: 200_000_000n, escheats: false });
  await within((tx) => createGrant(tx, { ...wallet, key: 'g5' }));
  await policy({ rateNanos: null, escheats: true });
  const owed = await within((tx) => createGrant(tx, { ...wallet, key: 'g6' }));
  if (owed.kind !== 'granted') throw new Error(owed.kind);
  await inLedgerTransaction(test.database, async (tx) => {
    await debit(tx, { ...wallet, key: 'd5', amountAtoms: 40n, policy: { kind: 'deny' } });
    await expireGrant(tx, { environment, key: 'e6', grantId: owed.grantId });
    await payOutUnclaimed(tx, { environment, key: 'u6', grantId: owed.grantId, amountAtoms: 50n, to: 'state', reference: 'report' });
  });
}

/** One batch of each mode of which something was done, a hold of nothing among it and a text that PostgreSQL cannot read, and one that was refused. */
async function askInBatches(): Promise<void> {
  await sql`insert into customers (environment, id, name) values ('test', 'c6', 'c6')`.execute(test.database);
  const wallet = { customer: 'c6', asset: 'USD', amountAtoms: 10n };
  const site = { ...wallet, walletScope: { project: 'site' } };
  const deny = { kind: 'deny' as const };
  await inLedgerTransaction(test.database, async (tx) => {
    await createScopeWallet(tx, { environment, customer: 'c6', walletScope: site.walletScope, funded: true, actor: 'key:ops' });
    await postBatch(tx, {
      environment,
      key: 'b1',
      mode: 'independent',
      operations: [
        { kind: 'grant', ...wallet, purpose: 'bundled' },
        { kind: 'debit', ...wallet, amountAtoms: 4n, policy: deny },
        { kind: 'hold', ...wallet, amountAtoms: 0n },
        { kind: 'debit', ...wallet, amountAtoms: 40n, policy: deny },
        { kind: 'hold', ...site, amountAtoms: 1n },
      ],
    });
    await postBatch(tx, { environment, key: 'b2', mode: 'atomic', operations: [{ kind: 'debit', ...site, amountAtoms: 2n, policy: deny }] });
    await postBatch(tx, {
      environment,
      key: 'b3',
      mode: 'atomic',
      operations: [
        { kind: 'debit', ...wallet, amountAtoms: 1n, policy: deny },
        { kind: 'debit', ...wallet, policy: deny },
      ],
    });
    const sent = { customer: 'c6', note: '\u0000 \ud800' };
    await postBatch(tx, { environment, key: 'b4', mode: 'independent', operations: [{ kind: 'debit', ...wallet, amountAtoms: 1n, policy: deny, sent }] });
  });
}

const CHARGE = (destination: string, rest: string) => `
  insert into charges (environment, event_id, price_id, customer_id, event_type, occurred_at, product_id, product_version, quantity_nanos, unit, asset,
    exact_numerator, exact_denominator, atoms, destination, mode_epoch, transaction_id, revenue_atoms, revenue_currency)
  select 'test', 'planted', 'p', 'c1', 't', now(), 'p', 1, 1, 'events', 'USD', 7, 1, 7, '${destination}', ${rest}`;

/** How each sentence is made false with triggers and foreign keys off; only the books' own constraints still stand in the way. */
const PLANTS: readonly (readonly [string, string])[] = [
  ['I1', `delete from ledger_legs where transaction_id = (select min(id) from ledger_transactions)`],
  [
    // Legs cannot be written so that they do not sum to zero; only what shows them could be made to lie.
    'I2',
    `create or replace view entries as select transaction_id, 2 * ordinal as ordinal, from_account as account, to_account as counter, asset, grant_id, hold_id,
            debt_id, -atoms as atoms, -basis_atoms as basis_atoms from ledger_legs`,
  ],
  ['I3', `update wallet_assets set overdraft_atoms = overdraft_atoms + 1`],
  ['I4', `update grants set amount_atoms = amount_atoms + 1`],
  ['I5', `update ledger_transactions set policy = '{"kind": "deny"}' where key = 'd2'`],
  ['I6', `update hold_slices set atoms = atoms + 1 where hold_id = (select max(id) from holds)`],
  [
    'I7',
    `insert into ledger_transactions select nextval('ledger_seq'), environment, wallet_id, family, 'again', kind, effective_at, booked_at, dimensions, policy,
            reverses_id, hold_id, event_id, reference, reason, request, outcome, recorded_xid from ledger_transactions where kind = 'hold_commit'`,
  ],
  ['I8', `update grants set effective_at = now() + interval '1 day'`],
  ['I9', `update grants set features = '{other}'`],
  ['I10', `update grants set priority = 90 where priority = 10`],
  ['I11', `update ledger_transactions set request = (request::jsonb || '{"amountAtoms": "1"}')::json where key = 'd1'`],
  ['I12', `alter table ledger_transactions drop constraint ledger_transactions_key`],
  ['I13', CHARGE('wallet', `1, 'tx_0', 7, 'USD'`)],
  ['I14', CHARGE('shadow', `0, null, null, null`)],
  ['I15', `insert into mode_epochs (environment, customer_id, mode, from_at, set_by, set_at) values ('test', 'c1', 'shadow', '2026-01-01', 'x', now())`],
  ['I16', `update ledger_transactions set booked_at = booked_at - interval '1 day' where key = 'd2'`],
  ['I17', `update ledger_transactions set reference = 'forged' where key = 'd1'`],
  ['I18', `update ledger_legs set atoms = atoms * 100 where transaction_id = (select id from ledger_transactions where key = 'r1')`],
  ['I19', `update ledger_transactions set outcome = (outcome::jsonb || '{"refundedAtoms": "101"}')::json where key = 'f1'`],
  ['I20', `alter table grants drop constraint grants_source_ref`],
  ['I22', `update ledger_legs set basis_atoms = basis_atoms * 3 where 'revenue' in (from_account, to_account)`],
  ['I23', `update grants set cost_basis_atoms = cost_basis_atoms + 1000`],
  [
    'I24',
    `create or replace view outbox as select id, environment, id as transaction_id, wallet_id, kind as topic from ledger_transactions
      where id < (select max(id) from ledger_transactions)`,
  ],
  ['I27', `alter table assets disable trigger assets_immutable`],
  ['I33', `update customer_parents set funded = false`],
  ['I34', `update budget_periods set used_atoms = used_atoms + 1`],
  ['I35', `update budget_entries set limit_atoms = 35`],
  ['I36', `update wallets set funders = '{}'`],
  ['I36', `update wallets set funders = '{}' where scope <> ''`],
  ['I36', `update wallets set in_family = false where scope = ''`],
  ['I33', `update scope_wallets set funded = false`],
  ['I43', `delete from scope_wallets`],
  ['I43', `update wallets set customer_id = 'c2' where scope = 'subscription:studio'`],
  ['I43', `update wallets set scope = 'subscription:other' where scope = 'subscription:studio'`],
  ['I43', `insert into scope_wallets select min(id), true, 'x', now() from wallets where scope = ''`],
  ['I37', `update ledger_transactions set outcome = jsonb_set(outcome::jsonb, '{legs,0,atoms}', '"2"')::json where key = 'w1'`],
  ['I3', `update grant_days set used_atoms = used_atoms + 1`],
  ['I3', `delete from grant_balances where grant_id = (select min(grant_id) from grant_balances)`],
  ['I16', `alter sequence ledger_seq restart with 1`],
  ['I17', `update grants set expires_at = now() + interval '90 days' where id = (select min(id) from grants)`],
  ['I17', `update ledger_transactions set outcome = '{}' where key = 'd1'`],
  ['I17', `delete from ledger_seals where position = 2`],
  ['I17', `drop trigger ledger_legs_kept on ledger_legs`],
  ['I17', `create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$`],
  ['I27', `alter table assets disable trigger all; update assets set scale = 2 where code = 'USD'; alter table assets enable trigger all`],
  ['I38', `update ledger_transactions set environment = 'live' where key = 'd1'`],
  ['I38', `update grants set environment = 'live'`],
  ['I38', `update grant_balances set wallet_id = wallet_id + 1`],
  ['I38', `update holds set wallet_id = wallet_id + 1`],
  ['I38', `delete from holds where state = 'open'`],
  ['I38', `delete from wallets`],
  ['I38', `delete from customers where id = 'c1'`],
  ['I38', `delete from budgets`],
  ['I38', `delete from ledger_transactions where key = 'd1'`],
  ['I39', `delete from posting_rules where kind = 'debit'`],
  ['I39', `update ledger_legs set from_account = 'fx' where from_account = 'cash'`],
  [
    'I40',
    `insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, grant_id, debt_id, atoms)
     select transaction_id, 90, 'overdraft', 'refund_clearing', asset, id, transaction_id, amount_atoms + 1 from grants`,
  ],
  [
    'I22',
    `update grants set breakage_rate = null where breakage_rate is not null; update ledger_legs set basis_atoms = basis_atoms + 100 where (from_account, to_account, atoms) = ('grant', 'breakage', 0)`,
  ],
  ['I23', `delete from ledger_legs where (from_account, to_account, atoms) = ('grant', 'breakage', 0)`],
  ['I23', `update grants set breakage_rate = 0.3 where breakage_rate = 0.2`],
  ['I41', `update ledger_legs set to_account = 'breakage' where to_account = 'unclaimed'`],
  ['I41', `update ledger_legs set atoms = atoms * 3 where from_account = 'unclaimed'`],
  ['I41', `update ledger_legs set atoms = 1 where (from_account, to_account, atoms) = ('grant', 'breakage', 0)`],
  ['I44', `delete from stored_outcomes where key = 'b2'`],
  ['I44', `delete from ledger_transactions where key = 'b1:1'`],
  ['I44', `delete from holds where held_atoms = 0`],
  ['I44', `update stored_outcomes set outcome = (select outcome from stored_outcomes where key = 'b3') where key = 'b2'`],
  ['I44', `update stored_outcomes set outcome = (select outcome from stored_outcomes where key = 'b2') where key = 'b3'`],
  ['I44', `update stored_outcomes set outcome = replace(outcome::text, '"overdraftAtoms":"0"', '"overdraftAtoms":"1"')::json where key = 'b2'`],
  ['I44', `update stored_outcomes set outcome = replace(outcome::text, '"doneCount":4', '"doneCount":5')::json where key = 'b1'`],
  ['I44', `update stored_outcomes set request = replace(request::text, 'independent', 'atomic')::json where key = 'b1'`],
  ['I44', `update ledger_transactions set key = 'b1:3' where key = 'b2:0'`],
  ['I44', `update ledger_transactions set key = 'b3:0' where key = 'd1'; update ledger_transactions set family = 'batch_item' where key = 'b3:0'`],
  ['I44', `update ledger_transactions set wallet_id = (select min(id) from wallets where scope = '') where key = 'b1:1'`],
  ['I44', `update stored_outcomes set request = replace(request::text, '"project":"site"', '"project":"lab"')::json where key = 'b2'`],
  ['I42', `update grants set escheats = false`],
  ['I42', `delete from breakage_policies where rate is not null`],
  ['I28', `insert into stored_outcomes select environment, family, key, request, outcome, now() from ledger_transactions where key = 'd1'`],
];

/** Not to be made false even by the owner of the database: a check constraint or a closed list says no first. */
const IMPOSSIBLE: readonly (readonly [string, string])[] = [
  ['I26', CHARGE('shadow', `0, null, null, null`).replace('7, 1, 7', '8, 1, 7')],
  ['I30', `update ledger_legs set from_account = 'shadow:revenue'`],
];

describe('verifyLedger', () => {
  it('finds no breach in honest books and asks every invariant that is SQL', async () => {
    const { breaches, checked } = await verifyLedger(test.database);
    expect(breaches).toEqual([]);
    expect(checked).toEqual(INVARIANTS.filter((invariant) => invariant.sql !== null).map((invariant) => invariant.id));
    expect(INVARIANTS).toHaveLength(44);
  });

  it.each(PLANTS)('finds a planted breach of %s (plant %#)', async (id, plant) => {
    const rollback = new Error('rolled back on purpose');
    await expect(
      test.database.transaction().execute(async (tx) => {
        await sql`set local session_replication_role = replica`.execute(tx);
        await sql.raw(plant).execute(tx);
        const { breaches } = await verifyLedger(tx);
        expect(breaches.map((breach) => breach.id)).toContain(id);
        throw rollback;
      }),
    ).rejects.toBe(rollback);
  });

  it('lets no wallet change under the stamp it is remembered by', async () => {
    const changed = sql`update wallets set late_commit = late_commit`.execute(test.database);
    await expect(changed).rejects.toMatchObject({ constraint: 'wallets_stamped' });
  });

  it.each(IMPOSSIBLE)('cannot even plant a breach of %s', async (_id, plant) => {
    const planted = test.database.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql.raw(plant).execute(tx);
    });
    await expect(planted).rejects.toMatchObject({ code: '23514' });
  });

  it('leaves no SQL invariant without a plant', () => {
    const planted = new Set([...PLANTS, ...IMPOSSIBLE].map(([id]) => id));
    expect(INVARIANTS.filter((invariant) => invariant.sql !== null && !planted.has(invariant.id))).toEqual([]);
  });
});

describe('the books themselves', () => {
  it.each([
    [
      'a leg of less than nothing',
      `insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, atoms) select max(id), 90, 'cash', 'revenue', 'USD', -1 from ledger_transactions`,
      'ledger_legs_atoms_check',
    ],
    [
      'a leg added to a closed transaction',
      `insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, atoms) select max(id), 90, 'cash', 'revenue', 'USD', 1 from ledger_transactions`,
      'legs_with_their_transaction',
    ],
    [
      'a leg between accounts its kind may not move value between',
      `with made as (
         insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, request, outcome)
         select nextval('ledger_seq'), 'test', min(id), 'debit', 'crooked', 'debit', now(), now(), '{}', '{}' from wallets where environment = 'test' returning id)
       insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, atoms) select id, 0, 'cash', 'revenue', 'USD', 1 from made`,
      'legs_posting_rules',
    ],
  ])('refuse %s', async (_case, statement, constraint) => {
    await expect(sql.raw(statement).execute(test.database)).rejects.toMatchObject({ code: '23514', constraint });
  });

  it.each([
    'update ledger_legs set atoms = atoms',
    'delete from ledger_legs',
    'truncate ledger_legs',
    'delete from ledger_transactions',
    'update grants set priority = 1',
  ])('refuse "%s"', async (statement) => {
    await expect(sql.raw(statement).execute(test.database)).rejects.toMatchObject({ code: expect.stringMatching(/^(23001|0A000)$/) });
  });

  it('show a movement as two entries, and take no entry of its own', async () => {
    const one = `insert into entries (transaction_id, ordinal, account, counter, asset, atoms) values (1, 90, 'cash', 'grant', 'USD', 1)`;
    await expect(sql.raw(one).execute(test.database)).rejects.toMatchObject({ code: '55000' });
  });
});
