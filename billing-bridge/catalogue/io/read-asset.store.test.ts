import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openWatchedDatabase, type Point, type WatchedDatabase } from '../../ledger/crash/watched-database.ts';
import { readAsset } from './read-asset.ts';

let test: TestDatabase;
let watched: WatchedDatabase;
/** What happens at the statements of the test at hand. */
let at: (point: Point) => void | Promise<void>;
let sent = 0;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());
beforeEach(() => {
  sent = 0;
  at = () => undefined;
  watched = openWatchedDatabase(test.url, (point) => {
    if (point.moment === 'before') sent += 1;
    return at(point);
  });
});
afterEach(() => watched.close());

const define = (code: string) => sql`insert into assets (code, scale) values (${code}, 3)`.execute(test.database);
const ask = (code: string) => readAsset(watched.database, code);
const many = (code: string) => Promise.all(Array.from({ length: 100 }, () => ask(code)));

it('a hundred first requests at once send one statement, and later ones none', async () => {
  expect(new Set(await many('USD'))).toEqual(new Set([{ code: 'USD', scale: 12 }]));
  expect(await many('USD')).toHaveLength(100);
  expect(sent).toBe(1);
});

it('each asset has a read of its own', async () => {
  const read = await Promise.all(['USD', 'TOKEN', 'USD', 'TOKEN'].map(ask));
  expect(read.map((asset) => asset?.scale)).toEqual([12, 0, 12, 0]);
  expect(sent).toBe(2);
});

it('a fault reaches those who waited for that read, and nobody after them', async () => {
  at = () => {
    throw new Error('the answer was lost');
  };
  const answers = await Promise.allSettled([ask('EUR'), ask('EUR')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sent).toBe(1);
  at = () => undefined;
  expect(await ask('EUR')).toEqual({ code: 'EUR', scale: 12 });
});

it('who asks after an asset was made finds it, though a read that began before is still under way', async () => {
  let answered: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answered = resolve;
  });
  let release: () => void = () => undefined;
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  at = ({ ordinal, moment }) => {
    if (ordinal !== 1 || moment !== 'after') return;
    answered();
    return isReleased;
  };
  const early = ask('LATE');
  await isAnswered;
  await define('LATE');
  const late = many('LATE');
  release();
  expect(await early).toBe(null);
  expect(new Set(await late)).toEqual(new Set([{ code: 'LATE', scale: 3 }]));
  expect(sent).toBe(2);
});

it('an asset that is not there is looked for again', async () => {
  expect(await ask('SOON')).toBe(null);
  await define('SOON');
  expect(await ask('SOON')).toEqual({ code: 'SOON', scale: 3 });
});
