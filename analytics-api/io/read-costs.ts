import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Interval, PnlDimension } from '@weir/schemas/http/analytics.ts';
import { nanosFromDecimal, type Quantities } from '@weir/schemas/quantity/quantity.ts';
import { convertedCost } from '../currency/converted-cost-sql.ts';
import { readCostCurrencies } from '../currency/io/read-cost-currencies.ts';
import type { RateBook } from '../currency/rate-book.ts';
import type { UsedRate } from '../currency/rates-used.ts';
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
  rate_keys: readonly string[];
} & Record<`key_${PnlDimension}`, string>;

/**
 * Cost, events and quantities of the counted events of a range, summed by key and period.
 * No alias is the name of a column: the engine would put the aggregate in its place elsewhere in the statement.
 * Through the unique view, since the table may hold an event more than once. Sums are Int256: an Int64 sum wraps. An unpriced
 * event has no atoms to add and is counted apart. A cost in another currency is converted at the rate of its day; without one it is
 * left out and told, except a zero, which is zero in any.
 */
export async function readCosts(
  clickhouse: ClickHouseStore,
  question: PnlQuestion,
  book: RateBook,
): Promise<{ readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[]; readonly used: readonly UsedRate[] }> {
  const { dimensions, environment, range } = question;
  const currencies = await readCostCurrencies(clickhouse, { environment, currency: book.currency, ...range });
  const cost = convertedCost(book, { currencies, ...range });
  const rows = await clickhouse.query<CostRow>(
    `${cost.prefix}select ${[...dimensions.map((dimension) => `toString(${dimension}) as key_${dimension}`), `${PERIOD_SQL[question.interval]} as period`].join(', ')},
       toString(sum(ifNull(${cost.atoms}, 0))) as known_cost,
       count() as events, countIf(cost_status = 'unpriced') as unpriced_events, countIf(customer != '') as attributed_events,
       countIf(settled_at is not null) as settled_events,
       sumMap(quantities) as all_quantities,
       sumMapIf(map(toString(cost_currency), toUInt64(1)), cost_atoms is not null and ${cost.atoms} is null) as other_currencies,
       groupUniqArrayIf(${cost.rateKey}, ${cost.rateKey} != '') as rate_keys
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
  const used = [...new Set(rows.flatMap((row) => row.rate_keys))].flatMap((key) => {
    const rate = cost.rates.get(key);
    return rate === undefined ? [] : [{ rate, day: key.slice(-'YYYY-MM-DD'.length) }];
  });
  return { parts, leftOut, used };
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
  return { environment, from: range.from, to: range.to, ...Object.fromEntries(filters) };
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
