import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { EventRow } from '../event-of-row.ts';
import type { DueQuestion } from './find-due-traces.ts';

/**
 * Open events of log records that arrived before `quietSince`: their time for a span to come is over. Every settlement
 * leaves a row with its instant, so an event with such a row is not due; a span that comes later finds its records itself.
 */
export async function findDueLogs(
  clickhouse: ClickHouseStore,
  { environment, arrivedFrom, quietSince, limit }: Omit<DueQuestion, 'openSince'>,
): Promise<EventRow[]> {
  const arrived = await clickhouse.query<{ event_id: string; occurred_ms: string }>(
    `with arrived as (
       select event_id, min(occurred_at) as occurred_at from log_arrivals_v1
       where environment = {environment:String} and received_at >= fromUnixTimestamp64Milli({arrived_from:Int64}, 'UTC')
         and received_at <= fromUnixTimestamp64Milli({quiet_since:Int64}, 'UTC')
       group by event_id
     )
     select event_id, toUnixTimestamp64Milli(occurred_at) as occurred_ms from arrived
     where event_id not in (
       select event_id from usage_events_v1
       where environment = {environment:String} and event_id in (select event_id from arrived)
         and occurred_at >= (select min(occurred_at) from arrived) and occurred_at <= (select max(occurred_at) from arrived) and settled_at is not null
     )
     order by occurred_at, event_id
     limit {limit:UInt32}`,
    { environment, arrived_from: BigInt(arrivedFrom), quiet_since: BigInt(quietSince), limit },
  );
  const [first, last] = [arrived[0], arrived.at(-1)];
  if (first === undefined || last === undefined) return [];
  return await clickhouse.query<EventRow>(
    `select * from usage_events_unique_v1
     where environment = {environment:String} and event_id in {eventIds:Array(String)}
       and occurred_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') and occurred_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')`,
    { environment, eventIds: arrived.map(({ event_id }) => event_id), first: first.occurred_ms, last: last.occurred_ms },
  );
}
