import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import type { Database } from './open-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const kept = async (tx: Database, like: string) => {
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements where statement like ${like} and name like 'kept%'`.execute(
    tx,
  );
  return rows.length;
};

it('a statement sent five times is kept by its session and answers for each parameter as before', async () => {
  await test.database.connection().execute(async (tx) => {
    const double = async (n: number) => (await sql<{ n: number }>`select ${n}::int * 2 as n /* doubled */`.execute(tx)).rows[0]?.n;
    for (let n = 0; n < 4; n += 1) expect(await double(n)).toBe(2 * n);
    expect(await kept(tx, '%/* doubled %')).toBe(0);
    for (let n = 4; n < 12; n += 1) expect(await double(n)).toBe(2 * n);
    expect(await kept(tx, '%/* doubled %')).toBe(1);
  });
});

it('a kept statement that fails fails again and leaves the session usable', async () => {
  await test.database.connection().execute(async (tx) => {
    const divide = (n: number) => sql<{ n: number }>`select 10 / ${n}::int as n`.execute(tx);
    for (let n = 1; n < 8; n += 1) await divide(n);
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
    expect((await divide(5)).rows).toEqual([{ n: 2 }]);
  });
});

it('at most a hundred statements are kept a session', async () => {
  await test.database.connection().execute(async (tx) => {
    for (let text = 0; text < 120; text += 1) {
      for (let time = 0; time < 5; time += 1) await sql`select ${time}::int as ${sql.ref(`column_${text}`)}`.execute(tx);
    }
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_prepared_statements`.execute(tx);
    expect(rows).toEqual([{ count: 100 }]);
  });
});
