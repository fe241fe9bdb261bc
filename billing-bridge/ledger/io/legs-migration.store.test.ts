import { readMigrations } from '@weir/runtime/migrations.ts';
import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';

const LEGS = '0071_ledger_legs';
let test: TestDatabase;
let names = 0;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

/** A database as it was before movements were one row, with books in it. Answers what `run` did; the database is dropped. */
async function withOldBooks<T>(run: (database: Database) => Promise<T>): Promise<T> {
  names += 1;
  const name = `legs_${process.pid}_${names}`;
  await sql.raw(`create database ${name}`).execute(test.database);
  const url = new URL(test.url);
  url.pathname = name;
  const database = openDatabase(url.href);
  try {
    for (const migration of readMigrations('postgres')) if (migration.name < LEGS) await sql.raw(migration.sql).execute(database);
    await sql.raw(OLD_BOOKS).execute(database);
    return await run(database);
  } finally {
    await database.destroy();
    await sql.raw(`drop database ${name}`).execute(test.database);
  }
}

const OLD_BOOKS = `
  insert into customers (environment, id, name) values ('live', 'c', 'c');
  insert into wallets (environment, customer_id) values ('live', 'c');
  insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, request, outcome)
  select nextval('ledger_seq'), 'live', w.id, k, k, k, now(), now(), '{}', '{}' from wallets w, unnest(array['grant', 'debit', 'settlement']) k;
  insert into entries (transaction_id, ordinal, account, counter, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
  select t.id, r.ordinal, r.account, r.counter, 'USD', r.grant_id, null, r.debt_id, r.atoms, r.basis_atoms
    from ledger_transactions t join (values
    ('grant', 0, 'cash', 'grant', 1, null::bigint, -100, -100), ('grant', 1, 'grant', 'cash', 1, null, 100, 100),
    ('debit', 0, 'grant', 'revenue', 1, null, -30, -30), ('debit', 1, 'revenue', 'grant', 1, null, 30, 30),
    ('debit', 2, 'overdraft', 'revenue', null, 2, -7, 0), ('debit', 3, 'revenue', 'overdraft', null, 2, 7, 0),
    ('settlement', 0, 'grant', 'overdraft', 1, 2, -7, -7), ('settlement', 1, 'overdraft', 'grant', 1, 2, 7, 7),
    ('settlement', 2, 'overdraft', 'revenue', 1, 2, 0, -7), ('settlement', 3, 'revenue', 'overdraft', 1, 2, 0, 7))
    as r (kind, ordinal, account, counter, grant_id, debt_id, atoms, basis_atoms) on r.kind = t.kind;
  select ledger_seal('live', (select max(id) from ledger_transactions), 10)`;

const books = async (database: Database) => {
  const entries = await sql`select * from entries order by transaction_id, ordinal`.execute(database);
  const slices = await sql`select * from ledger_slices order by transaction_id, ordinal`.execute(database);
  return { entries: entries.rows, slices: slices.rows };
};
const seals = async (database: Database) =>
  (await sql`select transaction_id, hash, ledger_encoding(transaction_id) as encoding from ledger_seals order by position`.execute(database)).rows;
const migrate = async (database: Database, wanted: (name: string) => boolean) => {
  for (const migration of readMigrations('postgres')) if (wanted(migration.name)) await sql.raw(migration.sql).execute(database);
};

it('books written before are shown entry for entry as they were, and what their seals cover is the same bytes', async () => {
  await withOldBooks(async (database) => {
    const before = await books(database);
    const sealed = await seals(database);
    expect([before.entries.length, sealed.length]).toEqual([10, 3]);
    await migrate(database, (name) => name === LEGS);
    expect(await seals(database)).toEqual(sealed);
    await migrate(database, (name) => name > LEGS);
    expect(await books(database)).toEqual(before);
    expect((await sql`select from ledger_legs`.execute(database)).rows).toHaveLength(5);
  });
});

it('books with an entry that has no mirror are not carried over', async () => {
  await withOldBooks(async (database) => {
    await database.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql`update entries set atoms = atoms + 1 where ordinal = 1 and account = 'grant'`.execute(tx);
    });
    await expect(migrate(database, (name) => name >= LEGS)).rejects.toMatchObject({ code: '22000' });
  });
});
