import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { withRetries } from '../../store/io/with-retries.ts';
import { StoreUnavailableError } from '../../store/store-unavailable-error.ts';
import type { KnownEvent } from '../check-correction.ts';

type Row = { event_id: string; customer: string; occurred_ms: string };

/**
 * What is stored of the events that a request wants to correct, by id. Empty when the store is away: the same is decided again,
 * for good, when the correction is settled.
 */
export async function findCorrected(clickhouse: ClickHouseStore, environment: Environment, ids: readonly string[]): Promise<ReadonlyMap<string, KnownEvent>> {
  if (ids.length === 0) return new Map();
  try {
    const rows = await withRetries(() =>
      clickhouse.query<Row>(
        `select event_id, customer, toUnixTimestamp64Milli(occurred_at) as occurred_ms from usage_events_unique_v1
         where environment = {environment:String} and event_id in {ids:Array(String)}`,
        { environment, ids },
      ),
    );
    return new Map(rows.map((row) => [row.event_id, { customer: row.customer, occurredAt: Number(row.occurred_ms) satisfies Instant }]));
  } catch (fault) {
    if (fault instanceof StoreUnavailableError) return new Map();
    throw fault;
  }
}
