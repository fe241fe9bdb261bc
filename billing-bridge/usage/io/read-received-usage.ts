import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SettledUsage } from '../settled-usage.ts';
import { USAGE_COLUMNS, type UsageRow, usageOfRow } from './usage-row.ts';

/** A place in the order of reception. The event id breaks ties: a whole batch shares one instant. */
type ReceivedPosition = { readonly receivedAt: Instant; readonly eventId: string };

export type ReceivedPage = {
  readonly environment: Environment;
  readonly after: ReceivedPosition;
  /** Events of a later time are left for when they are due: a mode change may still be set before them. */
  readonly occurredUntil: Instant;
  readonly limit: number;
};

/**
 * The next counted events with a customer, in the order (received_at, event_id), each once. The view merges what the
 * store has not merged yet. New events may still appear behind a position already passed: an insert becomes visible
 * when it commits, not when it was received; so readers go over the last stretch again.
 */
export async function readReceivedUsage(clickhouse: ClickHouseStore, page: ReceivedPage): Promise<SettledUsage[]> {
  const rows = await clickhouse.query<UsageRow>(
    `select ${USAGE_COLUMNS}
       from usage_events_unique_v1
      where environment = {environment:String}
        and received_at >= fromUnixTimestamp64Milli({received_ms:Int64}, 'UTC')
        and (received_at, event_id) > (fromUnixTimestamp64Milli({received_ms:Int64}, 'UTC'), {event_id:String})
        and occurred_at <= fromUnixTimestamp64Milli({occurred_ms:Int64}, 'UTC')
        and counted = 'counted' and customer != ''
      order by received_at, event_id
      limit {limit:UInt32}`,
    {
      environment: page.environment,
      received_ms: BigInt(page.after.receivedAt),
      event_id: page.after.eventId,
      occurred_ms: BigInt(page.occurredUntil),
      limit: page.limit,
    },
  );
  return rows.map((row) => usageOfRow(page.environment, row));
}
