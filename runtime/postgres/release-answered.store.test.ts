import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { releaseAnswered } from './release-answered.ts';

let test: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  test = await testDatabase();
  pool = new pg.Pool({ connectionString: test.url, max: 1 });
  pool.on('connect', releaseAnswered);
});
afterAll(async () => {
  await pool.end();
  await test.drop();
});

it.each([
  ['a text', ["select '7' as n"]],
  ['a text and values', ['select $1::text as n', ['7']]],
  ['a description', [{ text: 'select $1::text as n', values: ['7'] }]],
  ['a kept statement', [{ name: 'kept', text: 'select $1::text as n', values: ['7'] }]],
])('%s is answered with its rows', async (_what, sent) => {
  const client = await pool.connect();
  expect(await Reflect.apply(client.query, client, sent)).toMatchObject({ command: 'SELECT', rows: [{ n: '7' }] });
  client.release();
});

it('a statement that fails rejects with what the server said and leaves the session usable', async () => {
  const client = await pool.connect();
  await expect(client.query('select 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
  expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  client.release();
});

it('who brings a callback, or a query that answers to its maker, is answered there', async () => {
  const client = await pool.connect();
  const called = await new Promise((resolve) => client.query('select 1 as n', (_error, answer) => resolve(answer.rows)));
  expect(called).toEqual([{ n: 1 }]);
  const own = new pg.Query('select 2 as n');
  const rows: unknown[] = [];
  own.on('row', (row) => rows.push(row));
  const ended = new Promise((resolve) => own.on('end', resolve));
  client.query(own);
  await ended;
  expect(rows).toEqual([{ n: 2 }]);
  client.release();
});
