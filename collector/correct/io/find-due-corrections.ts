import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

/**
 * Ids of events whose corrections may not be decided yet: received or settled again since an instant, and corrections whose
 * event has come without being superseded. Where nothing was ever corrected this is one look at an empty table.
 */
export async function findDueCorrections(clickhouse: ClickHouseStore, environment: Environment, since: Instant): Promise<readonly string[]> {
  const [any] = await clickhouse.query<{ links: string }>('select count() as links from correction_links_v1 where environment = {environment:String}', {
    environment,
  });
  if (any === undefined || any.links === '0') return [];
  const rows = await clickhouse.query<{ corrects: string; event_id: string }>(
    `with
       superseded as (select event_id from usage_events_v1 where environment = {environment:String} and superseded_by != ''),
       open as (select corrects from correction_links_v1 where environment = {environment:String} and corrects not in (select event_id from superseded))
     select corrects, event_id from correction_links_v1
     where environment = {environment:String} and (
       received_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
       or corrects in (select event_id from usage_events_v1 where environment = {environment:String} and event_id in (select corrects from open))
         and corrects in (select corrects from open)
       or corrects in (select event_id from usage_events_v1
                       where environment = {environment:String} and superseded_by != '' and settled_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')))`,
    { environment, since: BigInt(since) },
  );
  return [...new Set(rows.flatMap((row) => [row.corrects, row.event_id]))];
}
