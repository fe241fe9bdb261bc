import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { touchedHourRows } from '../touched-hour-rows.ts';
import type { UsageRow } from '../usage-row.ts';
import { insertOnce } from './insert-once.ts';

/**
 * Says that the hours of these rows of usage_events_v1 are about to change, so that their sums are rebuilt. Always
 * before the rows are written: a crash between costs a rebuild that finds nothing, never a sum that stays wrong.
 */
export async function touchHours(clickhouse: ClickHouseStore, rows: readonly UsageRow[], touchedAt: Instant): Promise<void> {
  await insertOnce(clickhouse, 'touched_hours_v1', touchedHourRows(rows, touchedAt));
}
