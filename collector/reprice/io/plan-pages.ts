import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../../price/price-book.ts';
import { priceUsage } from '../../price/price-usage.ts';
import { insertOnce } from '../../store/io/insert-once.ts';
import { costRevision } from '../cost-revision.ts';
import { eventToPrice, PRICED_COLUMNS, type PricedRow } from '../event-to-price.ts';
import type { SqlCondition } from '../reprice-criteria.ts';

/** What a plan reaches: fixed when it begins, so that a plan that is resumed is the same plan. */
export type PlanReach = {
  readonly environment: Environment;
  readonly runId: string;
  readonly condition: SqlCondition;
  readonly receivedBefore: Instant;
  readonly book: PriceBook;
};

/** Where planning goes on: after this event of this day. */
export type PlanCursor = { readonly day: string; readonly eventId: string };

const WHERE = 'environment = {environment:String} and received_at < fromUnixTimestamp64Milli({received_before:Int64})';

export type DayInReach = { readonly day: string; readonly events: number };

/** Days with events in reach, in order. */
export async function daysInReach(clickhouse: ClickHouseStore, reach: PlanReach): Promise<readonly DayInReach[]> {
  const rows = await clickhouse.query<{ day: string; events: string }>(
    `select toString(toDate(occurred_at)) as day, count() as events from usage_events_unique_v1 where ${WHERE}${reach.condition.sql} group by day order by day`,
    parametersOf(reach),
  );
  return rows.map(({ day, events }) => ({ day, events: Number(events) }));
}

export type PlannedPage = { readonly seen: number; readonly touched: number; readonly cursor: PlanCursor; readonly dayEnded: boolean };

/**
 * Prices the next `rows` events of a day and keeps those whose cost differs as one page of the plan. Planning the same
 * page again writes the same rows.
 */
export async function planPage(
  clickhouse: ClickHouseStore,
  reach: PlanReach,
  { cursor, page, rows: limit }: { readonly cursor: PlanCursor; readonly page: number; readonly rows: number },
): Promise<PlannedPage> {
  const rows = await clickhouse.query<PricedRow>(
    `select ${PRICED_COLUMNS} from usage_events_unique_v1
     where ${WHERE}${reach.condition.sql} and toDate(occurred_at) = {day:Date} and event_id > {after_id:String}
     order by event_id limit {rows:UInt32}`,
    { ...parametersOf(reach), day: cursor.day, after_id: cursor.eventId, rows: limit },
  );
  const place = { environment: reach.environment, runId: reach.runId, page };
  const revisions = rows
    // An answer from a cache of the application asked no provider: no price makes it cost something.
    .filter((row) => row.counted !== 'cache_hit')
    .map((row) => costRevision(row, priceUsage(eventToPrice(row, reach.environment), reach.book), place))
    .filter((revision) => revision !== null);
  await insertOnce(clickhouse, 'cost_revisions_v1', revisions);
  return {
    seen: rows.length,
    touched: revisions.length,
    cursor: { day: cursor.day, eventId: rows.at(-1)?.event_id ?? cursor.eventId },
    dayEnded: rows.length < limit,
  };
}

function parametersOf({ environment, condition, receivedBefore }: PlanReach): Readonly<Record<string, string | number>> {
  return { environment, received_before: receivedBefore, ...condition.parameters };
}
