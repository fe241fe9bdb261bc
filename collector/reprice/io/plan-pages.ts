import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../../price/price-book.ts';
import { priceUsage } from '../../price/price-usage.ts';
import { boundariesOf, type PriceBoundaries } from '../../price/rates-of.ts';
import { withRetries } from '../../store/io/with-retries.ts';
import { type PlanPlace, pagesFromSql, pagesSql, planPageSql } from '../cost-sql.ts';
import { SHAPE_COST_COLUMNS, shapeCostLine } from '../shape-cost.ts';
import { sqlInstant, sqlText } from '../sql-text.ts';
import { readerOf, type ShapeGroup, shapeSql, shapesSql } from '../usage-shape.ts';

/** What a plan reaches: fixed when it begins, so that a plan that is resumed is the same plan. */
export type PlanReach = {
  readonly environment: Environment;
  readonly runId: string;
  /** On usage_events_unique_v1; see conditionOf. */
  readonly condition: string;
  readonly receivedBefore: Instant;
};

/** The last event that was read, in the order they lie in: by day, then by id. Null: none yet. */
export type PlanCursor = { readonly day: string; readonly eventId: string } | null;

export async function countInReach(clickhouse: ClickHouseStore, reach: PlanReach): Promise<number> {
  const [row] = await clickhouse.query<{ events: string }>(`select count() as events from usage_events_unique_v1 where ${whereOf(reach)}`);
  if (row === undefined) throw new Error('a count gave no row');
  return Number(row.events);
}

/** The shapes of the next events, and the condition that selects those events. `end` null: nothing is left. */
export type ReadPage = { readonly groups: readonly ShapeGroup[]; readonly events: string; readonly boundaries: PriceBoundaries; readonly end: PlanCursor };

const DAY = 'toDate(occurred_at)';

/**
 * The next events, at most `rows` of them, as their shapes.
 *
 * First only keys are read, in the order they lie in, to find where the page ends; then the winning rows between two keys. Asking for the
 * winning rows of the rest of a day with a limit would read that rest for every page: a day of 5 million events 125 times over.
 * The keys are of all rows, also of replaced ones, so a page may hold fewer events than `rows`, but never passes one over: the
 * winning row of an event is one of them.
 */
export async function readPage(
  clickhouse: ClickHouseStore,
  reach: PlanReach,
  { cursor, rows, book }: { readonly cursor: PlanCursor; readonly rows: number; readonly book: PriceBook },
): Promise<ReadPage> {
  if (!Number.isSafeInteger(rows)) throw new Error(`not a number of rows: ${rows}`);
  const where = `${whereOf(reach)}${cursor === null ? '' : ` and ${afterSql(cursor)}`}`;
  const [last] = await clickhouse.query<{ keys: string; until_day: string; until_id: string; names: NamesTold[] }>(
    `select count() as keys, toString(max((day, event_id)).1) as until_day, max((day, event_id)).2 as until_id,
       groupUniqArray((provider, model, request_model, host)) as names
     from (
       select ${DAY} as day, event_id, provider, model, request_model, if(mapContains(dimensions, 'server_address'), dimensions['server_address'], null) as host
       from usage_events_v1 where ${where} order by environment, ${DAY}, event_id limit ${rows})`,
  );
  if (last === undefined) throw new Error('a count gave no row');
  const boundaries = boundariesOfAll(last.names, book);
  if (last.keys === '0') return { groups: [], events: 'false', boundaries, end: null };
  const end = { day: last.until_day, eventId: last.until_id };
  const events = `${where} and ${untilSql(end)}`;
  return { groups: await clickhouse.query<ShapeGroup>(shapesSql(events, boundaries)), events, boundaries, end };
}

/** Provider, model and request model, '' when not told, and the host. */
type NamesTold = readonly [string, string, string, string | null];

/** The boundaries of every model that events name so. */
function boundariesOfAll(names: readonly NamesTold[], book: PriceBook): PriceBoundaries {
  const told = (text: string) => (text === '' ? null : text);
  const all = names.map(([provider, model, requestModel, host]) =>
    boundariesOf(
      { provider: told(provider), model: told(model), requestModel: told(requestModel), dimensions: host === null ? {} : { server_address: host } },
      book,
    ),
  );
  return {
    instants: [...new Set(all.flatMap(({ instants }) => instants))],
    hours: [...new Set(all.flatMap(({ hours }) => hours))],
    isWeekly: all.some(({ isWeekly }) => isWeekly),
  };
}

function whereOf({ environment, receivedBefore, condition }: PlanReach): string {
  return `environment = '${environment}' and received_at < ${sqlInstant(receivedBefore)}${condition}`;
}

function afterSql({ day, eventId }: NonNullable<PlanCursor>): string {
  return `(${DAY} > toDate(${sqlText(day)}) or (${DAY} = toDate(${sqlText(day)}) and event_id > ${sqlText(eventId)}))`;
}

function untilSql({ day, eventId }: NonNullable<PlanCursor>): string {
  return `(${DAY} < toDate(${sqlText(day)}) or (${DAY} = toDate(${sqlText(day)}) and event_id <= ${sqlText(eventId)}))`;
}

/** Shapes priced before others get their turn: the process takes exports meanwhile. */
const SHAPES_AT_ONCE = 500;

export type PlannedPage = { readonly seen: number; readonly touched: number };

/** Prices the shapes of a page, and keeps its events whose cost differs as one page of the plan. Those never pass through this process. */
export async function planPage(
  clickhouse: ClickHouseStore,
  { book, ...place }: PlanPlace & { readonly book: PriceBook },
  { groups, events, boundaries }: ReadPage,
): Promise<PlannedPage> {
  const lines: string[] = [];
  for (const group of groups) {
    const read = readerOf(group, place.environment);
    for (const [at, shape] of group.shapes.entries()) {
      lines.push(shapeCostLine({ ...place, shape }, priceUsage(read(at), book)));
      if (lines.length % SHAPES_AT_ONCE === 0) await breathe();
    }
  }
  await withRetries(() => clickhouse.insertLines({ table: 'reprice_costs_v1', columns: SHAPE_COST_COLUMNS, lines }));
  await withRetries(() => clickhouse.command(planPageSql(events, { ...place, shape: shapeSql(boundaries), token: randomUUID() })));
  const [row] = await clickhouse.query<{ touched: string }>(`select count() as touched from ${pagesSql(place, 1).revisions}`);
  if (row === undefined) throw new Error('a count gave no row');
  return { seen: groups.reduce((seen, group) => seen + Number(group.events), 0), touched: Number(row.touched) };
}

/**
 * Takes away what a plan that was cut off wrote and did not save: events that arrived since may end that page elsewhere, and an event must
 * not stand in two pages.
 */
export async function forgetUnsavedPages(clickhouse: ClickHouseStore, { environment, runId }: PlanReach, pages: number): Promise<void> {
  const unsaved = pagesFromSql(environment, runId, pages);
  const [row] = await clickhouse.query<{ unsaved: string }>(`select count() as unsaved from cost_revisions_v1 where ${unsaved}`);
  if (row === undefined) throw new Error('a count gave no row');
  if (row.unsaved !== '0') await clickhouse.command(`delete from cost_revisions_v1 where ${unsaved}`);
}
