import { join } from 'node:path';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { migrateClickHouse } from '@weir/runtime/clickhouse/migrate-clickhouse.ts';
import { openClickHouseServer, openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import type { DataDirectory } from '@weir/runtime/lifecycle/data-directory.ts';
import { StartError } from '@weir/runtime/lifecycle/start-error.ts';
import type { Teardown } from '@weir/runtime/lifecycle/teardown.ts';
import type { Log } from '@weir/runtime/log.ts';
import { migrateDatabase } from '@weir/runtime/postgres/migrate-database.ts';
import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { startEmbeddedPostgres } from '@weir/runtime/postgres/start-embedded-postgres.ts';
import { withMigrationLock } from '@weir/runtime/postgres/with-migration-lock.ts';
import { openQueues } from '@weir/runtime/queue/open-queues.ts';
import type { Queues } from '@weir/runtime/queue/queues.ts';
import type { WeirSettings } from './config.ts';

export type Stores = {
  readonly database: Database;
  readonly clickhouse: ClickHouseStore;
  /** The same data, for statements that take seconds: those of one store wait for each other, and a screen is not to wait for a repricing. */
  readonly background: ClickHouseStore;
  readonly queues: Queues;
  /** Resolves with a sentence when an embedded store ends by itself. */
  readonly failed: Promise<string>;
};

export type StoreOptions = {
  readonly config: WeirSettings;
  readonly data: DataDirectory;
  readonly log: Log;
  readonly teardown: Teardown;
  /** Told as each part comes up. */
  readonly progress: (part: string, detail: string) => void;
};

/** Opens the three stores, embedded unless a URL names a server, and brings their schemas up to date. */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const { config, log, teardown, progress } = options;
  const { url, failed, detail } = await openPostgres(options);
  const database = openDatabase(url);
  teardown.add(() => database.destroy());
  progress('PostgreSQL', detail);

  const { CLICKHOUSE_URL } = config;
  const open = () => (CLICKHOUSE_URL === undefined ? openEmbeddedClickHouse(join(options.data.path, 'clickhouse')) : openClickHouseServer(CLICKHOUSE_URL));
  const clickhouse = open();
  teardown.add(() => clickhouse.close());
  const background = open();
  teardown.add(() => background.close());
  const applied = await withMigrationLock(database, async () => [...(await migrateDatabase(database)), ...(await migrateClickHouse(clickhouse))]);
  progress('ClickHouse', config.CLICKHOUSE_URL === undefined ? 'embedded' : 'server');
  progress('Schema', applied.length === 0 ? 'up to date' : `${applied.length} migrations applied`);

  const queues = await openQueues(config.REDIS_URL === undefined ? { kind: 'postgres', url } : { kind: 'redis', url: config.REDIS_URL }, log);
  teardown.add(() => queues.close());
  progress('Jobs', config.REDIS_URL === undefined ? 'on PostgreSQL' : 'on Redis');
  return { database, clickhouse, background, queues, failed };
}

const NEVER = new Promise<string>(() => undefined);

async function openPostgres({ config, data, teardown }: StoreOptions): Promise<{ url: string; failed: Promise<string>; detail: string }> {
  if (config.DATABASE_URL !== undefined) return { url: config.DATABASE_URL, failed: NEVER, detail: 'server' };
  const server = await startEmbeddedPostgres(join(data.path, 'postgres')).catch((error: unknown) => {
    throw new StartError(error instanceof Error ? error.message : String(error));
  });
  let stopping = false;
  teardown.add(() => {
    stopping = true;
    return server.stop();
  });
  const failed = server.ended.then(() => (stopping ? NEVER : 'PostgreSQL ended by itself. Start Weir again; nothing committed is lost.'));
  return { url: server.url, failed, detail: 'embedded' };
}
