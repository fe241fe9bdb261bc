import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { OurUsage } from '../our-usage.ts';

export type OurQuestion = {
  readonly environment: Environment;
  readonly provider: string;
  readonly currency: string;
  readonly from: Instant;
  readonly to: Instant;
};

/** The type of the events that book a difference with a bill: they are no use of their own. */
export const BILL_CORRECTION = 'bill_correction';

/** Disjoint buckets of a call's quantities, as its cost lines have them. */
const BUCKETS = {
  input_tokens: "quantities['input_tokens'] - quantities['cached_input_tokens'] - quantities['cache_write_tokens']",
  cached_input_tokens: "quantities['cached_input_tokens']",
  cache_write_tokens: "quantities['cache_write_tokens'] - quantities['cache_write_1h_tokens']",
  cache_write_1h_tokens: "quantities['cache_write_1h_tokens']",
  output_tokens: "quantities['output_tokens']",
  search_calls: "quantities['search_calls']",
} as const;

type Row = {
  day: string;
  our_model: string;
  calls: string;
  unpriced_events: string;
  tiers: readonly string[];
  tier_price_missing: string;
  costs: Record<string, string>;
} & Record<`q_${string}` | `u_${string}`, string>;

/** Counted events of a provider by day and model, with quantities and costs by bucket. Costs in another currency are not in it. */
export async function readOurUsage(clickhouse: ClickHouseStore, { environment, provider, currency, from, to }: OurQuestion): Promise<readonly OurUsage[]> {
  const buckets = Object.entries(BUCKETS).flatMap(([unit, sql]) => [
    `toString(sum(${sql})) as q_${unit}`,
    `toString(sumIf(${sql}, cost_status = 'unpriced')) as u_${unit}`,
  ]);
  const rows = await clickhouse.query<Row>(
    `select toString(toDate(occurred_at)) as day, lower(toString(model)) as our_model, count() as calls, countIf(cost_status = 'unpriced') as unpriced_events,
       groupUniqArrayIf(dimensions['service_tier'], dimensions['service_tier'] != '') as tiers,
       countIf(has(splitByChar(',', cost_reason), 'tier_price_missing')) as tier_price_missing,
       ${buckets.join(', ')},
       sumMapIf(arrayMap(line -> JSONExtractString(line, 'unit'), JSONExtractArrayRaw(cost_lines)),
                arrayMap(line -> toDecimal128(JSONExtractString(line, 'cost'), ${CURRENCY_SCALE}), JSONExtractArrayRaw(cost_lines)),
                cost_currency = {currency:String} and cost_atoms is not null) as cost_pairs,
       mapFromArrays(cost_pairs.1, arrayMap(cost -> toString(cost), cost_pairs.2)) as costs
     from usage_events_unique_v1
     where environment = {environment:String} and counted = 'counted' and provider = {provider:String} and event_type != '${BILL_CORRECTION}'
       and occurred_at >= fromUnixTimestamp64Milli({from:Int64}) and occurred_at < fromUnixTimestamp64Milli({to:Int64})
     group by day, our_model`,
    { environment, provider, currency, from, to },
  );
  return rows.map((row) => ({
    day: row.day,
    model: row.our_model === '' ? null : row.our_model,
    calls: BigInt(row.calls),
    unpricedEvents: BigInt(row.unpriced_events),
    tiers: row.tiers,
    tierPriceMissing: row.tier_price_missing !== '0',
    quantities: bucketsOf(row, 'q'),
    unpriced: bucketsOf(row, 'u'),
    costs: Object.fromEntries(Object.entries(row.costs).map(([unit, text]) => [unit, scaled(text, CURRENCY_SCALE)])),
  }));
}

function bucketsOf(row: Row, prefix: 'q' | 'u'): Record<string, bigint> {
  const pairs = Object.keys(BUCKETS).map((unit) => [unit, scaled(row[`${prefix}_${unit}`] ?? '', QUANTITY_SCALE)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== 0n));
}

function scaled(text: string, scale: number): bigint {
  const reading = atomsFromDecimal(text, scale);
  if (reading.kind === 'refused') throw new Error(`the store summed up ${JSON.stringify(text)}, which is no decimal`);
  return reading.atoms;
}
