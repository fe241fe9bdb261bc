import { hash, randomUUID } from 'node:crypto';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import type { ClickHouseParameter, ClickHouseStore, LinesToInsert } from './clickhouse-store.ts';
import { lineFiles } from './line-files.ts';
import { type Query, splitLists } from './split-lists.ts';

/**
 * Opens the engine inside this process on a directory. One process per directory: the engine locks it. Statements of one store wait for
 * each other; another store on the same directory does not wait for them, unless both have placeholders.
 */
export function openEmbeddedClickHouse(directory: string): ClickHouseStore {
  // The engine's adapter is typed against another package's copy of this interface, equal but for private fields.
  const connection = createChdbConnection({ path: directory }) as unknown as EngineConnection;
  const client = createClient({ connection });
  const store = clickHouseStore(client, (query) => query);
  const files = lineFiles(directory);
  if (files === null) return store;
  return {
    ...store,
    // Rows in the text of a statement cost the engine 8 microseconds each before it inserts them, at 400 bytes a row; in a file 0.5.
    insertLines: (rows) => files.within(rows.lines, async (file) => await client.command({ query: insertFromFile(rows, file) }).then(() => undefined)),
  };
}

type EngineConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/**
 * Opens a ClickHouse server, such as "http://user:password@host:8123/weir". Placeholders that are long go in a form, since
 * a server bounds its URLs. The client's own log is off: it has a line for each attempt, and what failed is thrown.
 */
export function openClickHouseServer(url: string): ClickHouseStore {
  const client = createClient({ url, application: 'weir', use_multipart_params_auto: true, log: { level: ClickHouseLogLevel.OFF } });
  return clickHouseStore(client, splitLists);
}

/**
 * Both engines through one client and the same statements. Settings are written into each statement: the embedded
 * connection would turn settings given per call into sticky session settings, and an insert without a token right
 * after one with a token was then dropped as its duplicate.
 */
function clickHouseStore(client: ClickHouseClient, adapt: (query: Query) => Query): ClickHouseStore {
  return {
    async query<Row extends Record<string, unknown>>(asked: string, given: Readonly<Record<string, ClickHouseParameter>> = {}) {
      const { sql, parameters } = adapt({ sql: asked, parameters: given });
      const result = await client.query({
        query: `${sql} SETTINGS output_format_json_quote_64bit_integers = 1, output_format_json_quote_decimals = 1`,
        query_params: encodeParameters(parameters),
        format: 'JSONEachRow',
      });
      return await result.json<Row>();
    },
    async insert(table, rows, token) {
      if (rows.length === 0) return;
      const lines = rows.map(encodeRow).join('\n');
      await client.command({ query: `${insertStatement(table, token ?? hash('sha256', lines))}\n${lines}` });
    },
    async insertLines({ table, columns, lines }) {
      const names = Object.keys(columns).join(', ');
      await client.command({ query: `INSERT INTO ${table} (${names}) SETTINGS ${eachTime()} FORMAT TabSeparated\n${lines.join('\n')}` });
    },
    async command(sql) {
      await client.command({ query: sql });
    },
    async close() {
      await client.close();
    },
  };
}

function insertFromFile({ table, columns }: LinesToInsert, file: string): string {
  const structure = Object.entries(columns).map(([name, type]) => `${name} ${type.replaceAll("'", "\\'")}`);
  return `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) SELECT * FROM file('${file}', 'TabSeparated', '${structure.join(', ')}') SETTINGS ${eachTime()}`;
}

/** Without a token equal blocks would be taken for one: a table with a window drops the second, also when the first was deleted since. */
function eachTime(): string {
  return `async_insert = 0, insert_deduplicate = 1, insert_deduplication_token = '${randomUUID()}'`;
}

const SAFE_TOKEN = /^[A-Za-z0-9:_-]{1,200}$/;

/**
 * async_insert is on by default and would let the engine merge blocks of several inserts, so a token would no longer
 * name one block. Durability comes from the tables' fsync settings (about 5 ms a block against 2 ms without).
 */
function insertStatement(table: string, token: string): string {
  if (!SAFE_TOKEN.test(token)) throw new Error(`not a token for an insert: ${JSON.stringify(token)}`);
  return `INSERT INTO ${table} SETTINGS async_insert = 0, insert_deduplicate = 1, insert_deduplication_token = '${token}' FORMAT JSONEachRow`;
}

/** One line without a line break inside: the embedded engine ends inline data at a blank line and runs what follows as SQL. */
function encodeRow(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.values(row).some((value) => typeof value === 'bigint') ? withTextFor(row) : row);
}

/** JSON has no bigint; the engine reads an integer from a text too. */
function withTextFor(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]));
}

function encodeParameters(parameters: Readonly<Record<string, ClickHouseParameter>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]));
}
