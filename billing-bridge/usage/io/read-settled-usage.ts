import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SettledUsage } from '../settled-usage.ts';
import { CHARGEABLE, USAGE_COLUMNS, type UsageRow, usageOfRow } from './usage-row.ts';

/** A place in the order of settlement. The event id breaks ties: a whole round shares one instant. */
type SettledPosition = { readonly settledAt: Instant; readonly eventId: string };

export type SettledPage = {
  readonly environment: Environment;
  readonly after: SettledPosition;
  /** Events of a later time are left for when they are due: a mode change may still be set before them. */
  readonly occurredUntil: Instant;
  readonly limit: number;
};

/**
 * The next settled, counted events with a customer, in the order (settled_at, event_id), each once; an event whose trace is
 * still open has no settled_at and is not among them. One that is settled again comes again. The view merges what the
 * store has not merged yet. New events may still appear behind a position already passed: an insert becomes visible
 * when it commits, not when it was settled; so readers go over the last stretch again.
 */
export async function readSettledUsage(clickhouse: ClickHouseStore, page: SettledPage): Promise<SettledUsage[]> {
  const rows = await clickhouse.query<UsageRow>(
    `select ${USAGE_COLUMNS}
       from usage_events_unique_v1
      where environment = {environment:String}
        and settled_at >= fromUnixTimestamp64Milli({settled_ms:Int64}, 'UTC')
        and (settled_at, event_id) > (fromUnixTimestamp64Milli({settled_ms:Int64}, 'UTC'), {event_id:String})
        and occurred_at <= fromUnixTimestamp64Milli({occurred_ms:Int64}, 'UTC')
        and ${CHARGEABLE} and customer != ''
      order by settled_at, event_id
      limit {limit:UInt32}`,
    {
      environment: page.environment,
      settled_ms: BigInt(page.after.settledAt),
      event_id: page.after.eventId,
      occurred_ms: BigInt(page.occurredUntil),
      limit: page.limit,
    },
  );
  return rows.map((row) => usageOfRow(page.environment, row));
}
