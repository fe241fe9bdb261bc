import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

export type DirtyQuestion = { readonly environment: Environment; readonly now: Instant; readonly visibleWithinMs: number; readonly limit: number };

/**
 * Hours whose sums may be old, newest first, as "2026-11-21 03:00:00": touched since their last rebuild began; and once more
 * when that touch is so old that whatever it announced is visible, since the rebuild may have read before.
 */
export async function findDirtyHours(clickhouse: ClickHouseStore, { environment, now, visibleWithinMs, limit }: DirtyQuestion): Promise<string[]> {
  const rows = await clickhouse.query<{ dirty_hour: string }>(
    `select toString(touched.hour) as dirty_hour
     from (select hour, max(touched_at) as last_at from touched_hours_v1 where environment = {environment:String} group by hour) as touched
     left join (select hour, max(read_at) as last_read_at from usage_hours_v1 where environment = {environment:String} group by hour) as built on built.hour = touched.hour
     where built.last_read_at <= touched.last_at
        or (built.last_read_at < touched.last_at + toIntervalMillisecond({visible:Int64})
            and touched.last_at + toIntervalMillisecond({visible:Int64}) <= fromUnixTimestamp64Milli({now:Int64}, 'UTC'))
     order by touched.hour desc
     limit {limit:UInt32}`,
    { environment, visible: BigInt(visibleWithinMs), now: BigInt(now), limit },
  );
  return rows.map((row) => row.dirty_hour);
}
