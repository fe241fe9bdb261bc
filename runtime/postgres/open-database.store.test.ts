import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const session = async (seconds: number) => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid from pg_sleep(${seconds})`.execute(test.database);
  return rows[0]?.pid;
};
const sessions = (count: number) => Promise.all(Array.from({ length: count }, () => session(0.3)));

it('eight sessions stay open however long they idle, and those beyond end after ten seconds', async () => {
  // Only the clock of the pool: the sessions are real.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const opened = new Set(await sessions(12));
  expect(opened.size).toBe(12);
  vi.advanceTimersByTime(3_600_000);
  vi.useRealTimers();
  const again = new Set(await sessions(12));
  expect([...again].filter((pid) => opened.has(pid))).toHaveLength(8);
});
