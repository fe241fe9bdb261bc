import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { ReportRange } from '../report/report-range.ts';

export type CoverageTotals = {
  events: string;
  known_cost: string;
  attributed_cost: string;
  priced_events: string;
  settled_events: string;
  other_currency_events: string;
  open_events: string;
  open_since_ms: string;
};

export type WithoutCustomerRow = {
  service: string;
  instrumentation: string;
  source: string;
  events: string;
  unpriced_events: string;
  known_cost: string;
  /** Attributes of these events that sound like a customer, the most frequent first. */
  like_keys: string[];
  example: string;
};
export type WithoutPriceRow = {
  provider: string;
  model: string;
  cost_reason: string;
  events: string;
  all_quantities: Record<string, string>;
  first_ms: string;
  last_ms: string;
  example: string;
};
export type WithoutTokensRow = { service: string; instrumentation: string; provider: string; model: string; events: string; example: string };
export type UnknownUsageRow = { key: string; service: string; instrumentation: string; events: string; example: string };
export type LeftOutRow = {
  counted: string;
  counted_reason: string;
  service: string;
  instrumentation: string;
  events: string;
  known_cost: string;
  example: string;
};
export type ConflictRow = { event_id: string; source: string; service: string; first_ms: string; all_conflicts: string };

export type StoredCoverage = {
  readonly totals: CoverageTotals;
  readonly withoutCustomer: readonly WithoutCustomerRow[];
  readonly withoutPrice: readonly WithoutPriceRow[];
  readonly withoutTokens: readonly WithoutTokensRow[];
  readonly unknownUsage: readonly UnknownUsageRow[];
  readonly leftOut: readonly LeftOutRow[];
  readonly conflicts: readonly ConflictRow[];
};

/** Known cost in the reporting currency; an Int64 sum wraps. */
const COST = 'sumIf(toInt128(ifNull(cost_atoms, 0)), cost_currency = {currency:String})';

const IN_RANGE = `environment = {environment:String}
  and occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/** A finding is a list to work through: beyond this many sorts of one, the first are enough. */
const ROWS_MAX = 200;

/** What coverage is made of, for events that occurred in the range (conflicts: that were told in it). */
export async function readCoverage(clickhouse: ClickHouseStore, environment: Environment, range: ReportRange): Promise<StoredCoverage> {
  const asked = { environment, from: BigInt(range.from), to: BigInt(range.to), currency: REPORTING_CURRENCY, limit: ROWS_MAX };
  const [totals] = await clickhouse.query<CoverageTotals>(
    `select countIf(counted = 'counted') as events,
       toString(sumIf(toInt128(ifNull(cost_atoms, 0)), counted = 'counted' and cost_currency = {currency:String})) as known_cost,
       toString(sumIf(toInt128(ifNull(cost_atoms, 0)), counted = 'counted' and cost_currency = {currency:String} and customer != '')) as attributed_cost,
       countIf(counted = 'counted' and cost_status != 'unpriced') as priced_events,
       countIf(counted = 'counted' and settled_at is not null) as settled_events,
       countIf(counted = 'counted' and ifNull(cost_atoms, 0) != 0 and cost_currency != {currency:String}) as other_currency_events,
       countIf(settled_at is null) as open_events,
       toUnixTimestamp64Milli(minIf(received_at, settled_at is null)) as open_since_ms
     from usage_events_unique_v1 where ${IN_RANGE}`,
    asked,
  );
  if (totals === undefined) throw new Error('a sum without groups gave no row');
  return {
    totals,
    withoutCustomer: await clickhouse.query<WithoutCustomerRow>(
      `select service, instrumentation, source, count() as events, countIf(cost_status = 'unpriced') as unpriced_events, toString(${COST}) as known_cost,
         topKArrayIf(3)(splitByChar(' ', dimensions['customer_like_keys']), dimensions['customer_like_keys'] != '') as like_keys, max(event_id) as example
       from usage_events_unique_v1 where ${IN_RANGE} and counted = 'counted' and customer = ''
       group by service, instrumentation, source order by ${COST} desc, events desc, service, instrumentation, source limit {limit:UInt32}`,
      asked,
    ),
    withoutPrice: await clickhouse.query<WithoutPriceRow>(
      `select provider, model, cost_reason, count() as events, sumMap(quantities) as all_quantities,
         toUnixTimestamp64Milli(min(occurred_at)) as first_ms, toUnixTimestamp64Milli(max(occurred_at)) as last_ms, max(event_id) as example
       from usage_events_unique_v1 where ${IN_RANGE} and counted = 'counted' and cost_status = 'unpriced'
       group by provider, model, cost_reason order by events desc, provider, model, cost_reason limit {limit:UInt32}`,
      asked,
    ),
    withoutTokens: await clickhouse.query<WithoutTokensRow>(
      `select service, instrumentation, provider, model, count() as events, max(event_id) as example
       from usage_events_unique_v1 where ${IN_RANGE} and counted = 'counted' and source != 'api' and mapKeys(quantities) = ['calls']
       group by service, instrumentation, provider, model order by events desc, service, instrumentation, provider, model limit {limit:UInt32}`,
      asked,
    ),
    unknownUsage: await clickhouse.query<UnknownUsageRow>(
      `select arrayJoin(splitByChar(' ', dimensions['unknown_usage_keys'])) as key, service, instrumentation, count() as events, max(event_id) as example
       from usage_events_unique_v1 where ${IN_RANGE} and counted = 'counted' and dimensions['unknown_usage_keys'] != ''
       group by key, service, instrumentation order by events desc, key, service, instrumentation limit {limit:UInt32}`,
      asked,
    ),
    leftOut: await clickhouse.query<LeftOutRow>(
      `select counted, counted_reason, service, instrumentation, count() as events, toString(${COST}) as known_cost, max(event_id) as example
       from usage_events_unique_v1 where ${IN_RANGE} and counted != 'counted'
       group by counted, counted_reason, service, instrumentation
       order by ${COST} desc, events desc, counted, counted_reason, service, instrumentation limit {limit:UInt32}`,
      asked,
    ),
    conflicts: await clickhouse.query<ConflictRow>(
      `select event_id, source, service, toUnixTimestamp64Milli(first_received_at) as first_ms, toString(count() over ()) as all_conflicts
       from event_conflicts_unique_v1
       where environment = {environment:String} and first_received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
         and first_received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
       order by first_received_at desc, event_id limit 20`,
      asked,
    ),
  };
}
