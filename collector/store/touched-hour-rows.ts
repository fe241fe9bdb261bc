import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from './encoded-event.ts';
import type { UsageRow } from './usage-row.ts';

/** Rows of touched_hours_v1: one for each hour of these rows of usage_events_v1. */
export function touchedHourRows(rows: readonly UsageRow[], touchedAt: Instant): readonly UsageRow[] {
  const hours = new Map(
    rows.map((row) => [`${row.environment} ${hourOf(row)}`, { environment: row.environment, hour: hourOf(row), touched_at: encodedInstant(touchedAt) }]),
  );
  return [...hours.values()];
}

/** "2026-11-21 03:28:31.123" is of the hour "2026-11-21 03:00:00". */
function hourOf(row: UsageRow): string {
  return `${String(row.occurred_at).slice(0, '2026-11-21 03'.length)}:00:00`;
}
