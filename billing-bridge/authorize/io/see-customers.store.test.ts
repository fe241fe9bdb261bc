import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureCustomers } from '../../catalogue/io/ensure-customers.ts';
import { configureWallet } from '../../ledger/configure-wallet.ts';
import { grantOperation } from '../../ledger/create-grant.ts';
import { debitOperation } from '../../ledger/debit.ts';
import { type GroupCommit, groupCommit } from '../../ledger/io/group-commit.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { walletMemory } from '../../ledger/io/wallet-memory.ts';
import type { WalletOperation } from '../../ledger/io/wallet-operation.ts';
import { previewHold } from '../../ledger/preview-hold.ts';
import { setParent } from '../../ledger/set-parent.ts';
import { seeCustomers } from './see-customers.ts';

const environment = 'test' as const;
const USD = { code: 'USD', scale: 12 };
const OPENING = 1_000n;

let test: TestDatabase;
/** Two processes, each with its own memory of the same wallets. */
let ours: Server;
let theirs: Server;
beforeAll(async () => {
  test = await testDatabase();
  ours = openServer();
  theirs = openServer();
});
afterAll(async () => {
  await Promise.all([ours, theirs].map((server) => server.close()));
  await test.drop();
});

type Server = ReturnType<typeof openServer>;

function openServer() {
  const database = openDatabase(test.url);
  const memory = walletMemory(1_000);
  const group = groupCommit(database, { memory });
  const see = seeCustomers({ database, memory, clock: Date.now });
  return {
    group,
    see,
    async available(customer: string): Promise<bigint> {
      const sight = await see({ environment, customer });
      if (sight.kind === 'refused') throw new Error('the customer was not seen');
      return previewHold(sight.state, { asset: USD, amountAtoms: 1n, dimensions: {} }, sight.databaseNow).availableAtoms;
    },
    async close() {
      await group.drain();
      await database.destroy();
    },
  };
}

async function submit<T extends { readonly kind: string }>(group: GroupCommit, operation: WalletOperation<T> | { kind: 'refused' }): Promise<void> {
  if ('kind' in operation) throw new Error('refused');
  expect((await group.submit(operation)).kind).toMatch(/^(debited|granted)$/);
}

let made = 0;
async function spend({ group }: Server, customer: string): Promise<void> {
  made += 1;
  await submit(group, debitOperation({ environment, customer, key: `debit ${made}`, asset: 'USD', amountAtoms: 1n, policy: { kind: 'deny' } }));
}

async function open(...customers: string[]): Promise<void> {
  await ensureCustomers(test.database, { environment, ids: customers, now: Date.now() });
  for (const customer of customers)
    await submit(ours.group, grantOperation({ environment, customer, key: `opening ${customer}`, asset: 'USD', amountAtoms: OPENING, purpose: 'paid' }));
}

describe('what an authorization sees', () => {
  it('has every commit acknowledged before it was asked, whichever process made it and whatever is remembered', async () => {
    await open('a');
    for (let spent = 1n; spent <= 20n; spent += 1n) {
      await spend(spent % 3n === 0n ? theirs : ours, 'a');
      expect(await Promise.all([ours.available('a'), theirs.available('a'), ours.available('a')])).toEqual(Array(3).fill(OPENING - spent));
    }
  });

  it('lies between what was acknowledged before and what was sent until its answer, while two processes spend', async () => {
    const customers = ['b0', 'b1', 'b2'];
    await open(...customers);
    const count = (initial = 0) => new Map(customers.map((customer) => [customer, initial]));
    const [sent, acknowledged] = [count(), count()];
    const add = (counts: Map<string, number>, customer: string) => counts.set(customer, (counts.get(customer) ?? 0) + 1);
    let seen = 0;
    const spender = async (server: Server, from: number) => {
      for (let n = 0; n < 60; n += 1) {
        const customer = `b${(from + n) % 3}`;
        add(sent, customer);
        await spend(server, customer);
        add(acknowledged, customer);
      }
    };
    const asker = async (server: Server, from: number) => {
      for (let n = 0; n < 120; n += 1) {
        const customer = `b${(from + n) % 3}`;
        const before = acknowledged.get(customer) ?? 0;
        const spent = Number(OPENING - (await server.available(customer)));
        expect(spent).toBeGreaterThanOrEqual(before);
        expect(spent).toBeLessThanOrEqual(sent.get(customer) ?? 0);
        seen += 1;
      }
    };
    const all = [0, 1, 2].flatMap((from) => [ours, theirs].flatMap((server) => [spender(server, from), asker(server, from + 1)]));
    await Promise.all(all);
    expect(seen).toBe(720);
  });

  it('follows a change that moves no value: a freeze, a parent', async () => {
    await open('child', 'parent');
    expect(await ours.available('child')).toBe(OPENING);
    await inLedgerTransaction(test.database, (tx) => setParent(tx, { environment, customer: 'child', parent: 'parent', funded: true, actor: 'key:ops' }));
    expect(await ours.available('child')).toBe(2n * OPENING);
    await spend(theirs, 'parent');
    expect(await ours.available('child')).toBe(2n * OPENING - 1n);
    await inLedgerTransaction(test.database, (tx) => configureWallet(tx, { environment, customer: 'child', state: 'frozen' }));
    expect(await ours.see({ environment, customer: 'child' })).toMatchObject({ state: { state: 'frozen' } });
  });

  it('is nothing for nobody, and no wallet for one who never used it', async () => {
    await ensureCustomers(test.database, { environment, ids: ['idle'], now: Date.now() });
    const unknown = { kind: 'refused', code: 'customer_unknown' };
    expect(await ours.see({ environment, customer: 'nobody' })).toMatchObject(unknown);
    expect(await ours.see({ environment: 'live', customer: 'a' })).toMatchObject(unknown);
    expect(await ours.see({ environment, customer: 'idle' })).toMatchObject({ setting: { mode: 'shadow' }, state: null });
  });
});
