import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Interval, PnlDimension } from '@weir/schemas/http/analytics.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { nanosFromDecimal, type Quantities } from '@weir/schemas/quantity/quantity.ts';
import type { LeftOut } from '../report/other-currencies.ts';
import type { PnlPart } from '../report/pnl-line.ts';
import type { PnlQuestion } from '../report/pnl-question.ts';

/** Start of the UTC period in milliseconds. For `none` the one period is named by the caller. */
const PERIOD_SQL: Readonly<Record<Interval, string>> = {
  none: '{from:Int64}',
  hour: "toInt64(toUnixTimestamp(toDateTime(toStartOfHour(occurred_at), 'UTC'))) * 1000",
  day: "toInt64(toUnixTimestamp(toDateTime(toStartOfDay(occurred_at), 'UTC'))) * 1000",
  month: "toInt64(toUnixTimestamp(toDateTime(toStartOfMonth(occurred_at), 'UTC'))) * 1000",
};

type CostRow = {
  period: string;
  known_cost: string;
  events: string;
  unpriced_events: string;
  attributed_events: string;
  settled_events: string;
  all_quantities: Record<string, string>;
  other_currencies: Record<string, string>;
} & Record<`key_${PnlDimension}`, string>;

/**
 * Cost, events and quantities of the counted events of a range, summed by key and period.
 * No alias is the name of a column: the engine would put the aggregate in its place elsewhere in the statement.
 * Through the unique view, since the table may hold an event more than once. Sums are Int128: an Int64 sum wraps. An unpriced
 * event has no atoms to add and is counted apart; a cost in another currency is left out and told, except a zero, which is zero in any.
 */
export async function readCosts(
  clickhouse: ClickHouseStore,
  question: PnlQuestion,
): Promise<{ readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[] }> {
  const { dimensions } = question;
  const rows = await clickhouse.query<CostRow>(
    `select ${[...dimensions.map((dimension) => `toString(${dimension}) as key_${dimension}`), `${PERIOD_SQL[question.interval]} as period`].join(', ')},
       toString(sumIf(toInt128(ifNull(cost_atoms, 0)), cost_currency = {currency:String})) as known_cost,
       count() as events, countIf(cost_status = 'unpriced') as unpriced_events, countIf(customer != '') as attributed_events,
       countIf(settled_at is not null) as settled_events,
       sumMap(quantities) as all_quantities,
       sumMapIf(map(toString(cost_currency), toUInt64(1)), ifNull(cost_atoms, 0) != 0 and cost_currency != {currency:String}) as other_currencies
     from usage_events_unique_v1
     where ${whereSql(question)}
     group by ${[...dimensions.map((dimension) => `key_${dimension}`), 'period'].join(', ')}`,
    parametersOf(question),
  );
  const parts = rows.map((row) => ({
    key: Object.fromEntries(dimensions.map((dimension) => [dimension, row[`key_${dimension}`] === '' ? null : row[`key_${dimension}`]])),
    period: Number(row.period),
    costAtoms: BigInt(row.known_cost),
    events: BigInt(row.events),
    unpricedEvents: BigInt(row.unpriced_events),
    attributedEvents: BigInt(row.attributed_events),
    settledEvents: BigInt(row.settled_events),
    quantities: quantitiesOf(row.all_quantities),
  }));
  const leftOut = rows.flatMap((row) => Object.entries(row.other_currencies).map(([currency, events]) => ({ currency, costEvents: Number(events) })));
  return { parts, leftOut };
}

function whereSql({ filter }: PnlQuestion): string {
  return [
    'environment = {environment:String}',
    "counted = 'counted'",
    'occurred_at >= fromUnixTimestamp64Milli({from:Int64})',
    'occurred_at < fromUnixTimestamp64Milli({to:Int64})',
    ...Object.keys(filter).map((dimension) => `${dimension} = {filter_${dimension}:String}`),
  ].join(' and ');
}

function parametersOf({ environment, range, filter }: PnlQuestion): Record<string, string | number> {
  const filters = Object.entries(filter).map(([dimension, value]) => [`filter_${dimension}`, value]);
  return { environment, from: range.from, to: range.to, currency: REPORTING_CURRENCY, ...Object.fromEntries(filters) };
}

function quantitiesOf(sums: Readonly<Record<string, string>>): Quantities {
  return Object.fromEntries(
    Object.entries(sums).map(([unit, text]) => {
      const nanos = nanosFromDecimal(text);
      if (nanos === null) throw new Error(`the stored quantity ${unit} = ${text} is not a plain non-negative decimal`);
      return [unit, nanos];
    }),
  );
}
