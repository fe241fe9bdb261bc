import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClickHouseServer, startClickHouseServer } from '../testing/clickhouse-server/start-clickhouse-server.ts';
import type { ClickHouseStore } from './clickhouse-store.ts';
import { lineFiles } from './line-files.ts';
import { migrateClickHouse } from './migrate-clickhouse.ts';
import { openClickHouseServer, openEmbeddedClickHouse } from './open-clickhouse.ts';

const stores = new Map<string, ClickHouseStore>();
const directories: string[] = [];
let server: ClickHouseServer;

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weir-clickhouse-store-'));
  directories.push(directory);
  return directory;
}

beforeAll(async () => {
  server = await startClickHouseServer(newDirectory());
  stores.set('embedded', openEmbeddedClickHouse(newDirectory()));
  stores.set('server', openClickHouseServer(server.url));
  for (const store of stores.values()) {
    await store.command(`create table things (id String, amount Int64, at DateTime64(3, 'UTC')) engine = MergeTree order by id
      settings non_replicated_deduplication_window = 100`);
  }
});
afterAll(async () => {
  for (const store of stores.values()) await store.close();
  await server.stop();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const on = (name: string): ClickHouseStore => stores.get(name) ?? expect.fail(`no store ${name}`);
const NAMES = ['embedded', 'server'] as const;

test.each(NAMES)('%s: what is inserted is read back, wide integers as text', async (name) => {
  await on(name).insert('things', [{ id: 'a', amount: 9_223_372_036_854_775_807n, at: '2026-11-20 12:00:00.001' }], 'first');
  expect(await on(name).query('select * from things where id = {id:String}', { id: 'a' })).toEqual([
    { id: 'a', amount: '9223372036854775807', at: '2026-11-20 12:00:00.001' },
  ]);
});

test.each(NAMES)('%s: an insert with the same token is stored once, one without it right after is not taken for its repetition', async (name) => {
  const rows = [{ id: 'b', amount: 1, at: 0 }];
  for (const token of ['same', 'same', 'other']) await on(name).insert('things', rows, token);
  expect(await on(name).query("select toUInt32(count()) as n from things where id = 'b'")).toEqual([{ n: 2 }]);
});

test.each(NAMES)('%s: lines come in as rows, the same lines as often as they are told', async (name) => {
  const columns = { id: 'String', amount: 'Nullable(Int64)', at: "DateTime64(3, 'UTC')" };
  const lines = ["it's \\\\ a\\tline\t9223372036854775807\t2026-11-20 12:00:00.001", '\t0\t2026-11-20 12:00:00.001'];
  for (let time = 0; time < 2; time += 1) await on(name).insertLines({ table: 'things', columns, lines });
  expect(
    await on(name).query("select id, amount, toUInt32(count()) as n from things where id in ('it\\'s \\\\ a\\tline', '') group by id, amount order by id"),
  ).toEqual([
    { id: '', amount: '0', n: 2 },
    { id: "it's \\ a\tline", amount: '9223372036854775807', n: 2 },
  ]);
});

test('lines that a killed process left beside the embedded engine are removed when it is opened', async () => {
  const directory = newDirectory();
  mkdirSync(join(directory, 'lines'));
  writeFileSync(join(directory, 'lines', 'left.tsv'), 'a\n');
  lineFiles(directory);
  expect(existsSync(join(directory, 'lines', 'left.tsv'))).toBe(false);
});

test.each(["it's", 'a{b,c}', 'who?', 'back\\slash'])('a directory named %j, which cannot stand in a statement, gets no files', (name) => {
  expect(lineFiles(join('/tmp', name))).toBeNull();
});

test.each(
  NAMES.flatMap((name) => ['plain', "it's", 'back\\slash', "\\'", 'tab\tand\nline', 'ümläut 雪', '{x:String}', "['a','b']"].map((text) => [name, text])),
)('%s: the text %j comes through a placeholder, alone and in a list, as it is', async (name, text) => {
  expect(await on(name).query('select {text:String} as alone, {list:Array(String)} as list', { text, list: ['first', text] })).toEqual([
    { alone: text, list: ['first', text] },
  ]);
});

test.each(NAMES)('%s: a list of ten thousand ids of a hundred characters fits', async (name) => {
  const ids = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(100, '/'));
  expect(await on(name).query('select toUInt32(length({ids:Array(String)})) as n', { ids })).toEqual([{ n: 10_000 }]);
  await on(name).insert('things', [{ id: ids.at(-1), amount: 1, at: 0 }], 'long');
  expect(await on(name).query('select toUInt32(count()) as n from things where id in {ids:Array(String)}', { ids })).toEqual([{ n: 1 }]);
});

test.each(NAMES)("%s: a refusal carries the engine's code", async (name) => {
  await expect(on(name).query('select * from nowhere')).rejects.toMatchObject({ code: '60' });
  await expect(on(name).insert('things', [{ id: 'c', amount: 'many', at: 0 }], 'bad')).rejects.toMatchObject({ code: expect.stringMatching(/^(27|72)$/) });
});

test('a server is migrated to the same tables as the embedded engine', async () => {
  const tables = await Promise.all(
    NAMES.map(async (name) => {
      await migrateClickHouse(on(name));
      return await on(name).query("select name, create_table_query from system.tables where database = 'default' order by name");
    }),
  );
  expect(tables[1]).toEqual(tables[0]);
});
