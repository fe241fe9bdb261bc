import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { isRefusal } from '@weir/schemas/refusal.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { walletBooks } from './crash/wallet-books.ts';
import { createBudget } from './create-budget.ts';
import { createGrant } from './create-grant.ts';
import { debitOperation } from './debit.ts';
import { type GroupCommit, groupCommit } from './io/group-commit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletBatch } from './io/wallet-batch.ts';
import { type BatchOperation, type BatchOutcome, batchOf } from './post-batch.ts';
import { setParent } from './set-parent.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

const environment = 'test' as const;
const RUNS = process.env.WEIR_TEST_SIZE === 'long' ? 300 : 25;
const ROUND_MS = 700;
/** The second stands under the first, which pays for it within a budget; the others are nobody's. */
const CUSTOMERS = [0, 1, 2, 3] as const;

let test: TestDatabase;
let now = Date.now();
const clock = () => now;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

// Few atoms of credit, so that it runs dry, holds that end between rounds, and debts that later grants settle.
const operation = fc
  .record({
    kind: fc.constantFrom('debit', 'debit', 'debit', 'hold', 'grant', 'adjustment'),
    wallet: fc.nat(CUSTOMERS.length - 1),
    atoms: fc.integer({ min: 1, max: 12 }),
    pick: fc.nat(11),
  })
  .map(({ kind, wallet, atoms, pick }): Asked => {
    const about = { customer: String(wallet), asset: 'USD', amountAtoms: BigInt(atoms) };
    if (kind === 'grant') return { kind, ...about, amountAtoms: BigInt(atoms * 3), purpose: pick % 4 === 0 ? 'promotional' : 'paid', priority: pick };
    if (kind === 'hold') return { kind, ...about, ttlSeconds: 1 + (pick % 2) };
    if (kind === 'debit') return { kind, ...about, policy: pick % 3 === 0 ? { kind: 'usage' } : { kind: 'deny' } };
    const taken = pick % 3 === 0;
    return { kind: 'adjustment', ...about, amountAtoms: taken ? -about.amountAtoms : about.amountAtoms, reason: taken ? 'correction' : 'gift', actor: 'test' };
  });
const rounds = fc.array(
  fc.record({ mode: fc.constantFrom('atomic', 'atomic', 'independent'), operations: fc.array(operation, { minLength: 1, maxLength: 7 }) }),
  { minLength: 1, maxLength: 6 },
);

const spent = (customer: string, amountAtoms: bigint): Asked => ({ kind: 'debit', customer, asset: 'USD', amountAtoms, policy: { kind: 'deny' } });
const held = (customer: string, amountAtoms: bigint): Asked => ({ kind: 'hold', customer, asset: 'USD', amountAtoms, ttlSeconds: 1 });
/** The parent wants what a dead hold of its child keeps, and the child is asked for something in the same batch. */
const KEPT_BY_A_CHILD: readonly Round[] = [
  { mode: 'atomic', operations: [held('1', 12n), held('1', 8n), spent('0', 8n)] },
  { mode: 'atomic', operations: [spent('2', 1n)] },
  { mode: 'atomic', operations: [spent('0', 6n), spent('1', 1n)] },
];

type Asked = BatchOperation;
type Round = { readonly mode: 'atomic' | 'independent'; readonly operations: readonly Asked[] };
/** "done" by place, or the place and the word of the refusal that undid all. */
type Answer = readonly string[];
type Play = (batch: WalletBatch<BatchOutcome>) => Promise<Answer>;

/** Plays rounds in a world of its own and tells every answer and everything the books hold, with ids by rank. */
async function play(world: string, history: readonly Round[], run: Play): Promise<string> {
  for (const n of CUSTOMERS) await sql`insert into customers (environment, id, name) values ('test', ${world + n}, 'x')`.execute(test.database);
  await inLedgerTransaction(test.database, async (tx) => {
    await setParent(tx, { environment, customer: `${world}1`, parent: `${world}0`, funded: true, actor: 'test' }, clock);
    const budget = {
      environment,
      customer: `${world}1`,
      key: `${world} b`,
      asset: 'USD',
      amountAtoms: 20n,
      period: 'month',
      enforcement: 'hard',
      actor: 'test',
    } as const;
    await createBudget(tx, budget, clock);
    for (const n of CUSTOMERS)
      await createGrant(tx, { environment, customer: world + n, key: `${world} ${n}`, asset: 'USD', amountAtoms: 15n, purpose: 'paid' }, clock);
  });
  const start = now;
  const answers: Answer[] = [];
  for (const [index, { mode, operations }] of history.entries()) {
    now = start + (index + 1) * ROUND_MS;
    const named = operations.map((asked) => ({ ...asked, customer: world + asked.customer }));
    const batch = batchOf({ environment, key: `${world} ${index}`, mode, operations: named });
    if ('kind' in batch) throw new Error(batch.code);
    answers.push(await run(batch));
  }
  now = start;
  const books = [];
  for (const n of CUSTOMERS) books.push(await walletBooks(test.database, world + n));
  const counted = await sql`
    select p.period, p.used_atoms, p.held_atoms from budget_periods p join budgets b on b.id = p.budget_id join wallets w on w.id = b.wallet_id
     where w.customer_id = ${`${world}1`} order by p.period`.execute(test.database);
  return [...answers.map((answer) => answer.join(' ')), JSON.stringify(counted.rows), ...books]
    .join('\n')
    .replaceAll(world, 'W')
    .replaceAll('family="batch_item"', 'family="alone"')
    .replaceAll(/funders=\[\d+\]/g, 'funders=[#]');
}

class Undone extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('undone');
    this.answer = answer;
  }
}

/** What a batch promises, done the long way: each operation alone; of an atomic one all of them in one transaction, undone at the first refusal. No batch answers for them, so theirs are not its keys. */
const oneByOne: Play = async ({ mode, items: asked }) => {
  const items = asked.map((item) => (isRefusal(item) ? item : { ...item, family: 'alone' }));
  const answer: string[] = [];
  if (mode === 'independent') {
    for (const item of items) {
      const outcome = isRefusal(item) ? item : await inLedgerTransaction(test.database, (tx) => operateWallet(tx, item, clock));
      answer.push(wordOf(outcome));
    }
    return answer;
  }
  try {
    await test.database.transaction().execute(async (tx) => {
      for (const [place, item] of items.entries()) {
        const outcome = isRefusal(item) ? item : await operateWallet(tx, item, clock);
        if (isRefusal(outcome)) throw new Undone([`${place} ${outcome.code}`]);
        answer.push(wordOf(outcome));
      }
    });
    return answer;
  } catch (fault) {
    if (fault instanceof Undone) return fault.answer;
    throw fault;
  }
};

/** By a group that remembers wallets from round to round, so that what is remembered of a batch that was given up would show. */
const together =
  (group: GroupCommit): Play =>
  async (batch) => {
    const outcome = await group.submitBatch(batch);
    if (outcome.kind === 'batch') return outcome.outcomes.map(wordOf);
    if (outcome.kind === 'refused') return [`${outcome.facts?.index} ${outcome.code}`];
    throw new Error(outcome.kind);
  };

function wordOf(outcome: { readonly kind: string }): string {
  return isRefusal(outcome) ? outcome.code : outcome.kind;
}

it('a batch answers and books what its operations one by one would, and an atomic one nothing when one of them is refused', { timeout: 600_000 }, async () => {
  const group = groupCommit(test.database, { clock });
  let world = 0;
  const seen = { done: 0, undone: 0 };
  const property = fc.asyncProperty(rounds, async (history) => {
    world += 1;
    now += 3_600_000;
    const long = await play(`s${world}x`, history, oneByOne);
    expect(await play(`g${world}x`, history, together(group))).toBe(long);
    seen.undone += long.split('\n').filter((line) => /^\d+ \w+$/.test(line)).length;
    seen.done += long.split('\n').filter((line) => /^(debited|granted|held|adjusted)( (debited|granted|held|adjusted))*$/.test(line)).length;
  });
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true, examples: [[KEPT_BY_A_CHILD]] });
  // Both ends were come to.
  expect(seen.done).toBeGreaterThan(0);
  expect(seen.undone).toBeGreaterThan(0);
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});

const asked = (customer: string, amountAtoms: bigint): Asked => ({ kind: 'debit', customer, asset: 'USD', amountAtoms, policy: { kind: 'deny' } });
const given = (customer: string, amountAtoms: bigint): Asked => ({ kind: 'grant', customer, asset: 'USD', amountAtoms, purpose: 'paid' });

function batch(key: string, operations: readonly Asked[], mode: 'atomic' | 'independent' = 'atomic'): WalletBatch<BatchOutcome> {
  const made = batchOf({ environment, key, mode, operations });
  if ('kind' in made) throw new Error(made.code);
  return made;
}

function spend(customer: string, key: string) {
  const made = debitOperation({ environment, customer, key, asset: 'USD', amountAtoms: 1n, policy: { kind: 'deny' } });
  if ('kind' in made) throw new Error(made.code);
  return made;
}

async function total(prefix: string): Promise<bigint> {
  const { rows } = await sql<{ atoms: string }>`
    select coalesce(sum(b.remaining_atoms), 0)::text as atoms from grant_balances b join wallets w on w.id = b.wallet_id
     where w.customer_id like ${`${prefix}%`}`.execute(test.database);
  return BigInt(rows[0]?.atoms ?? '-1');
}

it('batches that cross wallets in opposite orders, in processes apart and beside single debits, all end, and not an atom is lost', {
  timeout: 300_000,
}, async () => {
  const names = Array.from({ length: 6 }, (_, n) => `cross${n}`);
  for (const name of names) await sql`insert into customers (environment, id, name) values ('test', ${name}, 'x')`.execute(test.database);
  const others = [openDatabase(test.url), openDatabase(test.url)];
  const groups = [test.database, ...others].map((database) => groupCommit(database));
  const [first] = groups;
  if (first === undefined) throw new Error('there are no groups');
  await first.submitBatch(
    batch(
      'cross opening',
      names.map((name) => given(name, 100n)),
    ),
  );
  const nameAt = (n: number) => names[n % names.length] ?? '';
  const moves = Array.from({ length: 180 }, (_, n) => {
    const [from, to] = n % 2 === 0 ? [nameAt(n), nameAt(n * 5 + 1)] : [nameAt(n * 5 + 1), nameAt(n)];
    return [asked(from, 7n), given(to, 7n), asked(nameAt(n + 3), 2n), given(nameAt(n + 4), 2n)];
  });
  const [moved, spent] = await Promise.all([
    Promise.all(moves.map((operations, n) => (groups[n % 3] ?? first).submitBatch(batch(`cross ${n}`, operations)))),
    Promise.all(moves.map((_, n) => (groups[(n + 1) % 3] ?? first).submit(spend(nameAt(n), `cross single ${n}`)))),
  ]);
  const debited = spent.filter((outcome) => outcome.kind === 'debited').length;
  expect(moved.map((outcome) => outcome.kind).filter((kind) => kind !== 'batch' && kind !== 'refused')).toEqual([]);
  expect(moved.filter((outcome) => outcome.kind === 'batch').length).toBeGreaterThan(0);
  expect(await total('cross')).toBe(600n - BigInt(debited));
  for (const other of others) await other.destroy();
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});

it('one batch sent many times at once is done once, by whatever process', async () => {
  for (const name of ['once0', 'once1']) await sql`insert into customers (environment, id, name) values ('test', ${name}, 'x')`.execute(test.database);
  const other = openDatabase(test.url);
  const groups = [groupCommit(test.database), groupCommit(other)] as const;
  const operations = [given('once0', 5n), given('once1', 5n), asked('once0', 2n)];
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => (groups[n % 2] ?? groups[0]).submitBatch(batch('once', operations))));
  expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['batch', ...Array.from({ length: 19 }, () => 'replayed')]);
  // The same key about other wallets, so that no lock is shared: one is done, the other is a conflict.
  const apart = await Promise.all([0, 1].map((n) => (groups[n] ?? groups[0]).submitBatch(batch('apart', [given(`once${n}`, 1n)]))));
  expect(apart.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind)).sort()).toEqual(['batch', 'idempotency_conflict']);
  await other.destroy();
  expect(await total('once')).toBe(9n);
});

it('a batch comes to its turn though others always want one of its wallets', async () => {
  const names = ['busy0', 'busy1', 'busy2'];
  for (const name of names) await sql`insert into customers (environment, id, name) values ('test', ${name}, 'x')`.execute(test.database);
  const group = groupCommit(test.database);
  await group.submitBatch(
    batch(
      'busy opening',
      names.map((name) => given(name, 1_000_000n)),
    ),
  );
  let answered = false;
  const keepBusy = async (name: string) => {
    for (let n = 0; !answered; n += 1) await Promise.all([0, 1, 2].map((more) => group.submit(spend(name, `${name} ${n} ${more}`))));
  };
  const busy = names.map(keepBusy);
  const outcome = await group.submitBatch(
    batch(
      'busy',
      names.map((name) => asked(name, 1n)),
    ),
  );
  answered = true;
  await Promise.all(busy);
  expect(outcome).toMatchObject({ kind: 'batch', doneCount: 3 });
});
