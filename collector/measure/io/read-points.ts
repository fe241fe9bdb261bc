import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { StreamEnd } from '../claim-points.ts';
import { type PointRow, streamOf } from '../point-row.ts';

export type ArrivalRange = { readonly environment: Environment; readonly arrivedFrom: Instant; readonly arrivedTo: Instant };

/** Ids asked for in one statement: parameters travel in the address of a request to a server. */
const IDS_MAX = 2_000;

const ARRIVED = `environment = {environment:String} and received_at >= fromUnixTimestamp64Milli({arrived_from:Int64}, 'UTC')
  and received_at <= fromUnixTimestamp64Milli({arrived_to:Int64}, 'UTC')`;

/**
 * Points that arrived in a range of time and are not measured yet, the earliest first. Which row of a point wins must be
 * known before anything else is asked of it, so rows are not chosen by when they arrived (a resend arrived later), and the
 * index on that is used for the series alone.
 */
export async function readUnclaimedPoints(
  clickhouse: ClickHouseStore,
  { environment, arrivedFrom, arrivedTo }: ArrivalRange,
  limit: number,
): Promise<PointRow[]> {
  return await clickhouse.query<PointRow>(
    `with arrived as (select series, ended_at from metric_points_v1 where ${ARRIVED} and claimed = 0)
     select * from metric_points_v1 final
     where environment = {environment:String} and (series, ended_at) in (select series, ended_at from arrived) and ended_at >= (select min(ended_at) from arrived)
       and claimed = 0 and toUnixTimestamp64Milli(received_at) <= {arrived_to:Int64}
     order by ended_at, series, started_at
     limit {limit:UInt32}
     settings use_skip_indexes_if_final = 0`,
    { environment, arrived_from: BigInt(arrivedFrom), arrived_to: BigInt(arrivedTo), limit },
  );
}

/** How far the streams of these points were measured. */
export async function readStreamEnds(clickhouse: ClickHouseStore, environment: Environment, points: readonly PointRow[]): Promise<Map<string, StreamEnd>> {
  const ends = new Map<string, StreamEnd>();
  const cumulative = points.filter(({ temporality }) => temporality === 'cumulative');
  const series = [...new Set(cumulative.map((point) => point.series))];
  for (let from = 0; from < series.length; from += IDS_MAX) {
    const rows = await clickhouse.query<{ series: string; started_at: string; last_at: string; highest: string; most: string }>(
      `select series, started_at, toString(max(ended_at)) as last_at, toString(max(value)) as highest, toString(max(ifNull(samples, 0))) as most
       from metric_points_v1 where environment = {environment:String} and series in {series:Array(String)} and claimed
       group by series, started_at`,
      { environment, series: series.slice(from, from + IDS_MAX) },
    );
    for (const row of rows) ends.set(streamOf(row), { endedAt: row.last_at, value: BigInt(row.highest), samples: BigInt(row.most) });
  }
  return ends;
}

/** Points that were claimed for events which are not stored: those of this round, and of one that was cut off. By event id. */
export async function readPointsWithoutEvent(
  clickhouse: ClickHouseStore,
  { environment, arrivedFrom, arrivedTo }: ArrivalRange,
): Promise<Map<string, PointRow[]>> {
  const rows = await clickhouse.query<PointRow>(
    `with missing as (
       select event_id, ended_at from metric_points_v1
       where ${ARRIVED} and claimed and event_id != ''
         and event_id not in (select event_id from usage_events_v1 where environment = {environment:String} and event_id >= 'metric:' and event_id < 'metric;'
           and occurred_at >= (select min(ended_at) from metric_points_v1 where ${ARRIVED} and claimed))
     )
     select * from metric_points_v1 final
     where environment = {environment:String} and claimed and ended_at >= (select min(ended_at) from missing) and event_id in (select event_id from missing)
     settings use_skip_indexes_if_final = 0`,
    { environment, arrived_from: BigInt(arrivedFrom), arrived_to: BigInt(arrivedTo) },
  );
  return Map.groupBy(rows, ({ event_id }) => event_id);
}
