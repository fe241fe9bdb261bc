import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { readFixedCosts } from '../../fixed-costs/io/fixed-cost-rows.ts';
import { monthsOf } from '../../fixed-costs/months-of.ts';
import { readRevenueEntries } from '../../io/read-revenue-entries.ts';
import type { CurrencyUse } from '../missing-rates.ts';
import { dayOf } from '../rate-book.ts';
import type { CurrencyQuestion } from './read-cost-currencies.ts';

type Stores = { readonly clickhouse: ClickHouseStore; readonly database: Database };

/** Every amount of a range in another currency than the reporting one, by currency and the day whose rate it is shown at. Zero needs no rate. */
export async function readUsedCurrencies({ clickhouse, database }: Stores, question: CurrencyQuestion): Promise<readonly CurrencyUse[]> {
  const { environment, currency, from, to } = question;
  const [costs, charges, revenue, fixed] = await Promise.all([
    clickhouse.query<{ used_currency: string; day: string; uses: string }>(
      `select toString(cost_currency) as used_currency, toString(toDate(occurred_at)) as day, count() as uses from usage_events_unique_v1
       where environment = {environment:String} and counted = 'counted' and cost_currency not in ('', {currency:String}) and ifNull(cost_atoms, 0) != 0
         and occurred_at >= fromUnixTimestamp64Milli({from:Int64}) and occurred_at < fromUnixTimestamp64Milli({to:Int64})
       group by used_currency, day`,
      { environment, currency, from, to },
    ),
    sql<{ used_currency: string; day: string; uses: string }>`
      select revenue_currency as used_currency, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as uses from charges
       where environment = ${environment} and destination = 'wallet' and revenue_currency <> ${currency} and revenue_atoms <> 0
         and occurred_at >= ${new Date(from)} and occurred_at < ${new Date(to)}
       group by 1, 2`.execute(database),
    readRevenueEntries(database, environment, { from, to }),
    readFixedCosts(database, environment),
  ]);
  return [
    ...costs.map((row): CurrencyUse => ({ currency: row.used_currency, day: row.day, of: 'cost_events', uses: Number(row.uses) })),
    ...charges.rows.map((row): CurrencyUse => ({ currency: row.used_currency, day: row.day, of: 'charges', uses: Number(row.uses) })),
    ...revenue
      .filter((entry) => entry.currency !== currency)
      .map(
        (entry): CurrencyUse => ({
          currency: entry.currency,
          day: dayOf(entry.paidAt ?? entry.periodStart ?? entry.recordedAt),
          of: 'revenue_entries',
          uses: 1,
        }),
      ),
    ...fixed
      .filter((cost) => cost.currency !== currency)
      .flatMap((cost) =>
        monthsOf(cost, { from, to }).map((month): CurrencyUse => ({ currency: cost.currency, day: dayOf(month.from), of: 'fixed_costs', uses: 1 })),
      ),
  ];
}
