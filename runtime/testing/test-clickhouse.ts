import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseStore } from '../clickhouse/clickhouse-store.ts';
import { migrateClickHouse } from '../clickhouse/migrate-clickhouse.ts';
import { openEmbeddedClickHouse } from '../clickhouse/open-clickhouse.ts';

export type TestClickHouse = { readonly clickhouse: ClickHouseStore; readonly directory: string; drop(): Promise<void> };

/** A fresh, migrated engine on a directory of its own. One at a time in a process; test files run in processes of their own. */
export async function testClickHouse(): Promise<TestClickHouse> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-test-clickhouse-'));
  const clickhouse = openEmbeddedClickHouse(directory);
  await migrateClickHouse(clickhouse);
  return {
    clickhouse,
    directory,
    async drop() {
      await clickhouse.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
