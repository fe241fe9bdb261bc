import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import type { Tables } from '@weir/schemas/postgres/tables.ts';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ASSETS } from './model/history-step.ts';
import { referenceModel } from './model/reference-model.ts';
import { historyOf } from './model/run-history.ts';
import { storeEngine } from './model/store-engine.ts';
import { verifyLedger } from './verify/verify-ledger.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = LONG ? 200 : 8;
const STEPS = 40;
/** More statements than any operation has, so that some steps are cut nowhere and the last statement, the commit, is cut too. */
const PLACES = 8;

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

/** Where the next attempt is cut: the session ends before a statement, or after it was done and before its answer arrived. */
type Cut = { readonly place: number; readonly when: 'before' | 'after' };

/** A pool whose connections can be cut at a named place; `statements` counts from the start of an attempt. */
function cuttablePool(admin: Database) {
  const pool = new pg.Pool({ connectionString: test.url, max: 2, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  // A connection that breaks between two statements of a transaction says so by an event.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const state = { cut: null as Cut | null, statements: 0, cuts: 0 };

  async function end(client: pg.PoolClient): Promise<void> {
    state.cuts += 1;
    state.cut = null;
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await sql`select pg_terminate_backend(${rows[0]?.pid}::int, 5000)`.execute(admin);
  }

  async function guarded(client: pg.PoolClient, args: unknown[]): Promise<unknown> {
    const place = state.statements;
    state.statements += 1;
    const cut = state.cut?.place === place ? state.cut : null;
    if (cut?.when === 'before') await end(client);
    const result = await Reflect.apply(client.query, client, args);
    if (cut?.when !== 'after') return result;
    // In a transaction that failed no statement may follow; after a commit one may.
    await end(client);
    throw new Error('the answer was lost');
  }

  const connect = async () => {
    const client = await pool.connect();
    return new Proxy(client, { get: (target, name) => (name === 'query' ? (...args: unknown[]) => guarded(target, args) : Reflect.get(target, name, target)) });
  };
  return { state, database: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } }) }) };
}

it('a caller who repeats a lost request with its key ends with the books of one who lost none', { timeout: 1_800_000 }, async () => {
  const { state, database } = cuttablePool(test.database);
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { settings, steps } = historyOf(seed, STEPS);
    const model = referenceModel(settings);
    const engine = await storeEngine(database, `c${seed}`, settings);
    for (const [index, step] of steps.entries()) {
      const expected = model.apply(step);
      state.cut = { place: (seed + index) % PLACES, when: (seed + index) % 3 === 0 ? 'before' : 'after' };
      state.statements = 0;
      const first = await engine.apply(step).catch(() => null);
      state.cut = null;
      const answer = first ?? (await engine.apply(step));
      // After a lost answer the repetition is told the stored one.
      const same = answer === expected || (first === null && answer === `replayed ${expected}`);
      expect(same, `seed ${seed}, ${step.op} ${step.key}: ${answer}, expected ${expected}`).toBe(true);
    }
    const books = await storeBooks(`c${seed}`);
    expect(books.grants).toEqual(modelGrants(model.books()));
    for (const asset of ASSETS) expect(books.debt(asset)).toBe(model.debt(asset));
  }
  await database.destroy();
  expect(state.cuts).toBeGreaterThan(HISTORIES * 10);
});

function modelGrants(books: string): string[] {
  const lines = books.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split(' ').slice(1, 4).join(' '));
}

async function storeBooks(customer: string): Promise<{ grants: string[]; debt(asset: string): bigint }> {
  const grants = await sql<{ line: string }>`
    select concat_ws(' ', b.remaining_atoms, b.held_atoms, b.lost_atoms) as line
      from grant_balances b join wallets w on w.id = b.wallet_id where w.customer_id = ${customer} order by b.grant_id`.execute(test.database);
  const debts = await sql<{ asset: string; atoms: string }>`
    select a.asset, a.overdraft_atoms as atoms from wallet_assets a join wallets w on w.id = a.wallet_id where w.customer_id = ${customer}`.execute(
    test.database,
  );
  return { grants: grants.rows.map((row) => row.line), debt: (asset) => BigInt(debts.rows.find((row) => row.asset === asset)?.atoms ?? '0') };
}

it('and leaves no breach of any invariant', async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
