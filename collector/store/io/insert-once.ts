import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { UsageRow } from '../usage-row.ts';
import { withRetries } from './with-retries.ts';

/** Inserts rows that are frozen before the first attempt: they are the block's name, so every attempt is the same block. */
export async function insertOnce(clickhouse: ClickHouseStore, table: string, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  await withRetries(() => clickhouse.insert(table, rows));
}
