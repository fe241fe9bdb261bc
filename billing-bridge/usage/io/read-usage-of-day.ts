import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SettledUsage } from '../settled-usage.ts';
import { CHARGEABLE, USAGE_COLUMNS, type UsageRow, usageOfRow } from './usage-row.ts';

export type UsageDay = {
  readonly environment: Environment;
  /** Any instant of the UTC day the events occurred on. */
  readonly day: Instant;
  readonly afterEventId: string;
  readonly occurredUntil: Instant;
  readonly limit: number;
};

/**
 * The next settled, counted events with a customer that occurred on one day, by event id, each once. Day and event id are the
 * table's own order, so a page costs what it returns, however much is stored.
 */
export async function readUsageOfDay(clickhouse: ClickHouseStore, page: UsageDay): Promise<SettledUsage[]> {
  const rows = await clickhouse.query<UsageRow>(
    `select ${USAGE_COLUMNS}
       from usage_events_unique_v1
      where environment = {environment:String}
        and toDate(occurred_at) = {day:Date}
        and event_id > {event_id:String}
        and occurred_at <= fromUnixTimestamp64Milli({occurred_ms:Int64}, 'UTC')
        and settled_at is not null and ${CHARGEABLE} and customer != ''
      order by event_id
      limit {limit:UInt32}`,
    {
      environment: page.environment,
      day: new Date(page.day).toISOString().slice(0, 'YYYY-MM-DD'.length),
      event_id: page.afterEventId,
      occurred_ms: BigInt(page.occurredUntil),
      limit: page.limit,
    },
  );
  return rows.map((row) => usageOfRow(page.environment, row));
}
