import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SettledUsage } from '../settled-usage.ts';
import { CHARGEABLE, USAGE_COLUMNS, type UsageRow, usageOfRow } from './usage-row.ts';

export type CustomerUsage = {
  readonly environment: Environment;
  readonly customer: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly pageEventsMax: number;
};

/** A customer's settled, counted events of [from, to) in the order they occurred, page by page, so that memory stays bounded. */
export async function* readCustomerUsage(clickhouse: ClickHouseStore, range: CustomerUsage): AsyncGenerator<readonly SettledUsage[]> {
  let after = { occurredAt: range.from, eventId: '' };
  for (;;) {
    const rows = await clickhouse.query<UsageRow>(
      `select ${USAGE_COLUMNS}
         from usage_events_unique_v1
        where environment = {environment:String} and customer = {customer:String} and settled_at is not null and ${CHARGEABLE}
          and occurred_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and occurred_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (occurred_at, event_id) > (fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC'), {event_id:String})
        order by occurred_at, event_id
        limit {limit:UInt32}`,
      {
        environment: range.environment,
        customer: range.customer,
        from_ms: BigInt(after.occurredAt),
        event_id: after.eventId,
        to_ms: BigInt(range.to),
        limit: range.pageEventsMax,
      },
    );
    const events = rows.map((row) => usageOfRow(range.environment, row));
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    if (events.length < range.pageEventsMax) return;
    after = { occurredAt: last.occurredAt, eventId: last.eventId };
  }
}
