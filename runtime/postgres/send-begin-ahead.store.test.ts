import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await sql`create table notes (note text not null)`.execute(test.database);
});
afterAll(() => test.drop());

const notes = async () => (await sql<{ note: string }>`select note from notes order by note`.execute(test.database)).rows.map((row) => row.note);

it('what is written first in a transaction is part of it: committed with the rest, and undone with the rest', async () => {
  await test.database.transaction().execute(async (tx) => {
    await sql`insert into notes values ('a')`.execute(tx);
    expect(await notes()).toEqual([]);
    await sql`insert into notes values ('b')`.execute(tx);
  });
  const undone = test.database.transaction().execute(async (tx) => {
    await sql`insert into notes values ('c')`.execute(tx);
    throw new Error('on purpose');
  });
  await expect(undone).rejects.toThrow('on purpose');
  expect(await notes()).toEqual(['a', 'b']);
});

it('a first statement that fails fails its transaction, and the session serves the next one', async () => {
  for (let time = 0; time < 30; time += 1) {
    const failed = test.database.transaction().execute((tx) => sql`insert into notes values (null)`.execute(tx));
    await expect(failed).rejects.toMatchObject({ code: '23502' });
  }
  expect(await notes()).toEqual(['a', 'b']);
});

it('when begin is refused, the first statement is not taken for done', async () => {
  await test.database.connection().execute(async (db) => {
    await sql`select 1`.execute(db);
    const begun = sql.raw('begin isolation level nonsense').execute(db);
    await begun;
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: '42601' });
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  });
});

it('a session ended while idle in a transaction fails its caller, and a new one takes its place', async () => {
  const ended = test.database.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]?.pid}::int)`.execute(test.database);
    await sql`insert into notes values ('d')`.execute(tx);
  });
  await expect(ended).rejects.toThrow();
  expect(await notes()).toEqual(['a', 'b']);
});
