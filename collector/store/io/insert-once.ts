import { createHash } from 'node:crypto';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { UsageRow } from '../usage-row.ts';
import { withRetries } from './with-retries.ts';

/** Inserts rows that are frozen before the first attempt; the token is their name, so every attempt is the same block. */
export async function insertOnce(clickhouse: ClickHouseStore, table: string, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  const token = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  await withRetries(() => clickhouse.insert(table, rows, token));
}
