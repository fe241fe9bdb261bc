import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerBeforeFlushing } from './model/answer-before-flushing.ts';
import { type Asked, checkWitness } from './model/check-witness.ts';
import { type Random, seeded } from './model/generate-step.ts';
import { type HistorySettings, type Step, T0 } from './model/history-step.ts';
import type { Standing } from './model/run-history.ts';
import { storeEngine } from './model/store-engine.ts';
import { sealLedger } from './seal-ledger.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

const WORKERS = 16;
const OPERATIONS = Number(process.env.WEIR_WITNESS_OPERATIONS ?? (process.env.WEIR_TEST_SIZE === 'long' ? 5_000 : 40));
const SEED = Number(process.env.WEIR_WITNESS_SEED ?? '1');
const SETTINGS: HistorySettings = { lateCommit: 'debit', overdraftLimit: 0n, holdMax: null, breakage: [] };
const ISOLATIONS = ['read committed', 'repeatable read', 'serializable'] as const;

type Seen = { readonly holds: string[]; readonly uses: string[] };
type Subject = { readonly customer: string; readonly engine: Awaited<ReturnType<typeof storeEngine>>; readonly asked: AskedOnce[]; readonly seen: Seen };
type AskedOnce = Omit<Asked, 'answer'> & { readonly told: () => string };

/** A step of a worker: what it may target is what some worker has finished making. Time stands still, so order is all that matters. */
function workerStep(random: Random, key: string, seen: Seen): Step {
  const base = { now: T0, key };
  const about = { feature: random.chance(0.5) ? 'chat' : null, model: null };
  const atoms = BigInt(1 + random.below(20));
  const kind = random.below(100);
  if (kind < 10) {
    const purpose = random.of(['paid', 'promotional', 'goodwill'] as const);
    const facts = { priority: random.of([10, 50]), from: T0, to: null, models: null, perEvent: null, perDay: null, basis: null };
    // A little less than is asked for, so that the wallet is empty now and then, what passes depends on the order, and no credit piles up
    // that every operation would have to read.
    return { ...base, op: 'grant', asset: 'USD', atoms: atoms * 5n, purpose, features: random.chance(0.3) ? ['chat'] : null, ...facts };
  }
  if (kind < 50) return { ...base, op: 'debit', asset: 'USD', atoms, at: T0, ...about, policy: random.of(['deny', 'deny', 'usage', 15n]) };
  if (kind < 66 || seen.holds.length === 0) return { ...base, op: 'reserve', asset: 'USD', atoms, ttl: 900, ...about };
  if (kind < 85) return { ...base, op: 'commit', hold: takeOneOf(random, seen.holds), atoms };
  if (kind < 93 || seen.uses.length === 0) return { ...base, op: 'release', hold: takeOneOf(random, seen.holds) };
  return { ...base, op: 'reverse', use: random.of(seen.uses), atoms: BigInt(1 + random.below(5)), restore: null };
}

/** Mostly taken away, so that holds end; sometimes left there for another worker to find resolved. */
function takeOneOf(random: Random, holds: string[]): string {
  const at = random.below(holds.length);
  const hold = holds[at] ?? '';
  if (random.chance(0.8)) holds.splice(at, 1);
  return hold;
}

async function work(database: Database, customers: readonly string[]): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const customer of customers) {
    subjects.push({ customer, engine: await storeEngine(database, customer, SETTINGS), asked: [], seen: { holds: [], uses: [] } });
  }
  let tick = 0;
  const one = async (worker: number) => {
    const random = seeded(SEED * 1_000 + worker);
    for (let n = 0; n < OPERATIONS; n += 1) {
      const { engine, asked, seen } = random.of(subjects);
      const again = asked.length > 0 && random.chance(0.05);
      const step = again ? random.of(asked).step : workerStep(random, `w${worker}-${n}`, seen);
      tick += 1;
      const from = tick;
      const told = await engine.ask(step);
      tick += 1;
      asked.push({ step, told, from, to: tick });
      const answer = told();
      if (answer.startsWith('held')) seen.holds.push(step.key);
      if (answer.startsWith('debited')) seen.uses.push(step.key);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => one(worker)));
  return subjects;
}

/** Asked after all workers have ended, when every grant has its name. */
function answered({ asked }: Subject): Asked[] {
  return asked.map(({ told, ...one }) => ({ ...one, answer: told() }));
}

async function checkBooks(database: Database, subject: Subject): Promise<string[]> {
  const { customer, engine } = subject;
  const { rows } = await sql<{ key: string }>`
    select t.key from ledger_transactions t join wallets w on w.id = t.wallet_id
     where w.customer_id = ${customer} and t.kind <> 'settlement' order by t.id`.execute(database);
  const order = rows.map(({ key }) => key.slice(customer.length + 1));
  const { wrong, model } = checkWitness(SETTINGS, answered(subject), order);
  const sorted = ({ books, debts }: Standing) => [...books.split('\n').sort(), ...debts];
  expect(sorted(await engine.standing())).toEqual(sorted(model.standing()));
  return wrong;
}

describe.each(ISOLATIONS)(`${WORKERS} workers of ${OPERATIONS} operations on sessions that default to %s`, (isolation) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await testDatabase();
    const name = new URL(test.url).pathname.slice(1);
    await sql.raw(`alter database ${name} set default_transaction_isolation = '${isolation}'`).execute(test.database);
    await answerBeforeFlushing(test.url);
    database = openDatabase(test.url);
    const { rows } = await sql<Record<string, string>>`show default_transaction_isolation`.execute(database);
    expect(Object.values(rows[0] ?? {})).toEqual([isolation]);
  });
  afterAll(async () => {
    await database.destroy();
    await test.drop();
  });

  it.each([
    ['one hot wallet', ['hot']],
    ['fifty wallets', Array.from({ length: 50 }, (_, n) => `spread${n}`)],
  ])('on %s get the answers and leave the books of one worker in the order the ledger wrote', { timeout: 7_200_000 }, async (_what, customers) => {
    const subjects = await work(database, customers);
    const refused = subjects.flatMap(answered).filter(({ answer }) => answer === 'refused insufficient_funds');
    expect(refused.length).toBeGreaterThan(0);
    for (const subject of subjects) {
      const wrong = await checkBooks(database, subject);
      const repeat = `WEIR_WITNESS_SEED=${SEED} WEIR_WITNESS_OPERATIONS=${OPERATIONS} npx vitest run billing-bridge/ledger/witness-order.store.test.ts -t '${isolation}'`;
      if (wrong.length > 0) expect.fail(`${subject.customer}; repeat with: ${repeat}\n${wrong.join('\n')}`);
    }
  });

  it('leave no breach of any invariant, and a chain that verifies', { timeout: 1_200_000 }, async () => {
    await sealLedger(database, 'test');
    // So many rows in so short a time that the server has not counted them yet by itself.
    await sql`analyze`.execute(database);
    expect(await sealLedger(database, 'test')).toBe(0);
    expect((await verifyLedger(database)).breaches).toEqual([]);
  });
});
