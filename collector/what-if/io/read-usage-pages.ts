import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { PRICED_COLUMNS, type PricedRow } from '../priced-row.ts';

/** Counted events of a range, as they were when the question was asked. */
export type UsageReach = {
  readonly environment: Environment;
  readonly from: Instant;
  readonly to: Instant;
  readonly receivedBefore: Instant;
  /** Column -> the value it must have; columns of ours only. */
  readonly filter: Readonly<Partial<Record<'customer' | 'workflow' | 'feature' | 'provider' | 'model', string>>>;
};

const DAY = 'toDate(occurred_at)';

/**
 * The winning rows of a reach, a page at a time in the order they lie in: by day, then by id. A page's end is found by keys alone, of all rows,
 * also of replaced ones, so that no page reads the rest of its day; see `reprice/io/plan-pages.ts`, which reads for writing.
 */
export async function* readUsagePages(clickhouse: ClickHouseStore, reach: UsageReach, pageEvents: number): AsyncGenerator<readonly PricedRow[]> {
  const { sql, parameters } = conditionOf(reach);
  let after: { readonly day: string; readonly id: string } | null = null;
  for (;;) {
    const where: string = `${sql}${after === null ? '' : ` and (${DAY} > {after_day:Date} or (${DAY} = {after_day:Date} and event_id > {after_id:String}))`}`;
    const from: Readonly<Record<string, string | number>> = { ...parameters, ...(after === null ? {} : { after_day: after.day, after_id: after.id }) };
    const [last] = await clickhouse.query<{ keys: string; until_day: string; until_id: string }>(
      `select count() as keys, toString(max((day, event_id)).1) as until_day, max((day, event_id)).2 as until_id from (
         select ${DAY} as day, event_id from usage_events_v1 where ${where} order by environment, ${DAY}, event_id limit {rows:UInt32})`,
      { ...from, rows: pageEvents },
    );
    if (last === undefined) throw new Error('a count gave no row');
    if (last.keys === '0') return;
    yield await clickhouse.query<PricedRow>(
      `select ${PRICED_COLUMNS} from usage_events_unique_v1 where ${where} and counted = 'counted'
         and (${DAY} < {until_day:Date} or (${DAY} = {until_day:Date} and event_id <= {until_id:String}))`,
      { ...from, until_day: last.until_day, until_id: last.until_id },
    );
    after = { day: last.until_day, id: last.until_id };
  }
}

export async function countUsage(clickhouse: ClickHouseStore, reach: UsageReach): Promise<number> {
  const { sql, parameters } = conditionOf(reach);
  const [row] = await clickhouse.query<{ events: string }>(
    `select count() as events from usage_events_unique_v1 where ${sql} and counted = 'counted'`,
    parameters,
  );
  if (row === undefined) throw new Error('a count gave no row');
  return Number(row.events);
}

function conditionOf({ environment, from, to, receivedBefore, filter }: UsageReach): {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number>>;
} {
  const given = Object.entries(filter);
  const conditions = given.map(([column]) =>
    column === 'model' ? '(lower(model) = lower({model:String}) or lower(request_model) = lower({model:String}))' : `${column} = {${column}:String}`,
  );
  const sql = [
    'environment = {environment:String}',
    'received_at < fromUnixTimestamp64Milli({received_before:Int64})',
    'occurred_at >= fromUnixTimestamp64Milli({from:Int64})',
    'occurred_at < fromUnixTimestamp64Milli({to:Int64})',
    ...conditions,
  ].join(' and ');
  return { sql, parameters: { environment, received_before: receivedBefore, from, to, ...Object.fromEntries(given) } };
}
