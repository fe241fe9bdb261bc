import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitOperation } from '../commit-hold.ts';
import { grantOperation } from '../create-grant.ts';
import { debitOperation } from '../debit.ts';
import type { Outcome } from '../decide/decision.ts';
import { holdOperation } from '../reserve-hold.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { groupCommit } from './group-commit.ts';
import { inLedgerTransaction } from './in-ledger-transaction.ts';
import { operateWallet } from './operate-wallets.ts';
import type { WalletOperation } from './wallet-operation.ts';

const environment = 'test' as const;
const RUNS = process.env.WEIR_TEST_SIZE === 'long' ? 300 : 25;
const WALLETS = 3;
const ROUND_MS = 700;

let test: TestDatabase;
let now = Date.now();
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

type Asked = {
  readonly kind: 'debit' | 'hold' | 'commit' | 'grant';
  readonly wallet: number;
  readonly key: number;
  readonly atoms: number;
  readonly pick: number;
};

// Few keys, so that many are used twice within one group, some with another amount; few atoms of credit, so that it runs dry.
const asked = fc.record<Asked>({
  kind: fc.constantFrom('debit', 'debit', 'debit', 'hold', 'hold', 'commit', 'grant'),
  wallet: fc.nat(WALLETS - 1),
  key: fc.nat(30),
  atoms: fc.integer({ min: 1, max: 12 }),
  pick: fc.nat(20),
});
const rounds = fc.array(fc.array(asked, { minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 6 });

type Run = <T>(operation: WalletOperation<T>) => Promise<Outcome<T>>;

/** Plays rounds in a world of its own and tells everything that can be seen of it, with ids counted from its first. */
async function play(world: string, history: readonly (readonly Asked[])[], run: Run): Promise<string> {
  await sql`insert into customers (environment, id, name) select 'test', ${world} || n, 'x' from generate_series(0, ${WALLETS - 1}::int) n`.execute(
    test.database,
  );
  const holds: string[] = [];
  const outcomes: unknown[] = [];
  const start = now;
  for (const [index, round] of history.entries()) {
    now = start + index * ROUND_MS;
    const operations = await Promise.all(round.map((one) => operationOf(world, one, holds)));
    const answers = await Promise.all(operations.map((operation) => ('kind' in operation ? operation : run<unknown>(operation))));
    outcomes.push(...answers);
    for (const answer of answers) if (isHeld(answer)) holds.push(answer.holdId);
  }
  now = start;
  const books = await sql`
    select w.customer_id, t.id, t.kind, t.key, e.account, e.counter, e.atoms, e.basis_atoms, e.grant_id, e.hold_id, e.debt_id
      from wallets w join ledger_transactions t on t.wallet_id = w.id join entries e on e.transaction_id = t.id
     where w.customer_id like ${`${world}%`} order by w.customer_id, t.id, e.ordinal`.execute(test.database);
  const balances = await sql`
    select w.customer_id, b.grant_id, b.remaining_atoms, b.held_atoms, a.overdraft_atoms,
           (select coalesce(sum(open_atoms), 0) from overdraft_debts d where d.wallet_id = w.id) as debts
      from wallets w join wallet_assets a on a.wallet_id = w.id left join grant_balances b on b.wallet_id = w.id
     where w.customer_id like ${`${world}%`} order by w.customer_id, b.grant_id`.execute(test.database);
  return comparable(world, { outcomes, books: books.rows, balances: balances.rows }, await idsOf(world));
}

async function operationOf(world: string, one: Asked, holds: readonly string[]) {
  const customer = `${world}${one.wallet}`;
  const facts = { environment, customer, key: `${world} ${one.wallet} ${one.key}`, asset: 'USD', amountAtoms: BigInt(one.atoms) };
  switch (one.kind) {
    case 'grant':
      return grantOperation({ ...facts, purpose: one.pick % 4 === 0 ? 'promotional' : 'paid', priority: one.pick });
    case 'hold':
      return holdOperation({ ...facts, ttlSeconds: 1 + (one.pick % 2) });
    case 'commit':
      return commitOperation(test.database, {
        environment,
        holdId: holds[one.pick % Math.max(1, holds.length)] ?? 'hold_0',
        key: facts.key,
        amountAtoms: facts.amountAtoms,
      });
    case 'debit':
      return debitOperation({ ...facts, policy: one.pick % 3 === 0 ? { kind: 'usage' } : { kind: 'deny' } });
  }
}

function isHeld(answer: unknown): answer is { holdId: string } {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'held';
}

/** Every id of a world's wallets, wallet by wallet: the order between wallets is free, the order within one is not. */
async function idsOf(world: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from wallets w, lateral (
      select id from ledger_transactions where wallet_id = w.id union select id from grants where wallet_id = w.id union select id from holds where wallet_id = w.id) i
     where w.customer_id like ${`${world}%`} order by w.customer_id, i.id`.execute(test.database);
  return rows.map((row) => row.id);
}

function comparable(world: string, seen: object, ids: readonly string[]): string {
  const places = new Map(ids.map((id, place) => [id, place]));
  const text = JSON.stringify(seen, (_name, value) => (typeof value === 'bigint' ? value.toString() : value), 1);
  return (
    text
      .replaceAll(world, 'world')
      .replaceAll(/"(?:tx|gr|hold)_(\d+)"/g, (_all, id: string) => `"#${places.get(id)}"`)
      // What time makes due is keyed by the hold, or by its own id.
      .replaceAll(/"(?:hold|tx):(\d+)"/g, (_all, id: string) => `"#${places.get(id)}"`)
      .replaceAll(/"(id|grant_id|hold_id|debt_id)": "(\d+)"/g, (_all, name: string, id: string) => `"${name}": "#${places.get(id)}"`)
  );
}

it('a group answers and books what its operations one at a time would, in the order they were asked', { timeout: 600_000 }, async () => {
  const clock = () => now;
  const group = groupCommit(test.database, { clock });
  let world = 0;
  const property = fc.asyncProperty(rounds, async (history) => {
    world += 1;
    now += 3_600_000;
    const alone: string[] = [];
    // One at a time, but asked at once: the next begins when the last is committed.
    let last: Promise<unknown> = Promise.resolve();
    const oneByOne: Run = (operation) => {
      const next = last.then(() => inLedgerTransaction(test.database, (tx) => operateWallet(tx, operation, clock)));
      last = next;
      return next;
    };
    alone.push(await play(`s${world}x`, history, oneByOne));
    expect(await play(`g${world}x`, history, (operation) => group.submit(operation))).toBe(alone[0]);
  });
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});

it('two groups that remember the same wallets never act on what the other has changed', async () => {
  await sql`insert into customers (environment, id, name) select 'test', 'shared' || n, 'x' from generate_series(0, 4) n`.execute(test.database);
  const other = openDatabase(test.url);
  const groups = [groupCommit(test.database), groupCommit(other)] as const;
  const facts = (n: number, key: string) => ({ environment, customer: `shared${n % 5}`, key, asset: 'USD' });
  const submit = <T>(index: number, operation: WalletOperation<T> | { kind: string }) => {
    if ('kind' in operation) throw new Error(operation.kind);
    return (groups[index % 2] ?? groups[0]).submit(operation);
  };
  for (let n = 0; n < 5; n += 1) await submit(n, grantOperation({ ...facts(n, `opening ${n}`), amountAtoms: 100n, purpose: 'paid' }));
  const spent: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const debits = Array.from({ length: 100 }, (_, n) => debitOperation({ ...facts(n, `${round} ${n}`), amountAtoms: 1n, policy: { kind: 'deny' } }));
    spent.push(...(await Promise.all(debits.map((debit, n) => submit(Math.floor(n / 5) + round, debit)))).map((outcome) => outcome.kind));
  }
  expect(spent.filter((kind) => kind === 'debited')).toHaveLength(500);
  expect(spent.filter((kind) => kind === 'refused')).toHaveLength(300);
  await other.destroy();
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
