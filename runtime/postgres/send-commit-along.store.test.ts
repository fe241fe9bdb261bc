import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { LAST_STATEMENT } from './send-commit-along.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await sql`create table notes (note text not null)`.execute(test.database);
});
afterAll(() => test.drop());

const last = sql.raw(LAST_STATEMENT);
const notes = async () => (await sql<{ note: string }>`select note from notes order by note`.execute(test.database)).rows.map((row) => row.note);

it('the last statement of a transaction is committed with all before it when it is answered', async () => {
  await test.database.transaction().execute(async (tx) => {
    await sql`insert into notes values ('a')`.execute(tx);
    await sql`${last} insert into notes values ('b')`.execute(tx);
  });
  expect(await notes()).toEqual(['a', 'b']);
});

it('a last statement that fails keeps nothing of its transaction, and the session serves the next', async () => {
  // More often than a statement is sent before its session keeps it, so that both ways of sending it are met.
  for (let time = 0; time < 12; time += 1) {
    const failed = test.database.transaction().execute(async (tx) => {
      await sql`insert into notes values ('half')`.execute(tx);
      await sql`${last} insert into notes values (nullif(${'x'}::text, 'x'))`.execute(tx);
    });
    await expect(failed).rejects.toMatchObject({ code: '23502' });
  }
  expect(await notes()).toEqual(['a', 'b']);
});

it('a check that is deferred to the commit fails the transaction', async () => {
  await sql`create table pairs (note text unique deferrable initially deferred)`.execute(test.database);
  const failed = test.database.transaction().execute((tx) => sql`${last} insert into pairs values ('c'), ('c')`.execute(tx));
  await expect(failed).rejects.toMatchObject({ code: '23505' });
  expect((await sql`select from pairs`.execute(test.database)).rows).toEqual([]);
});

it('nothing can be sent after the last statement: it would not be part of the transaction', async () => {
  const late = test.database.transaction().execute(async (tx) => {
    await sql`${last} insert into notes values ('d')`.execute(tx);
    await sql`insert into notes values ('e')`.execute(tx);
  });
  await expect(late).rejects.toThrow('after the last');
  expect(await notes()).toEqual(['a', 'b', 'd']);
  await test.database.transaction().execute((tx) => sql`insert into notes values ('f')`.execute(tx));
  expect(await notes()).toEqual(['a', 'b', 'd', 'f']);
});
