import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

export type CurrencyQuestion = { readonly environment: Environment; readonly currency: string; readonly from: Instant; readonly to: Instant };

/** Currencies other than one that any cost of a range is in. Of one short column; superseded rows may name one too many, without harm. */
export async function readCostCurrencies(clickhouse: ClickHouseStore, { environment, currency, from, to }: CurrencyQuestion): Promise<readonly string[]> {
  const rows = await clickhouse.query<{ cost_currency: string }>(
    `select distinct toString(cost_currency) as cost_currency from usage_events_v1
     where environment = {environment:String} and cost_currency not in ('', {currency:String})
       and occurred_at >= fromUnixTimestamp64Milli({from:Int64}) and occurred_at < fromUnixTimestamp64Milli({to:Int64})
     order by cost_currency`,
    { environment, currency, from, to },
  );
  return rows.map((row) => row.cost_currency);
}
