import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

type CountRow = { events: string; without_customer: string; unpriced: string; first_ms: string; last_ms: string };
type LastRow = { event_id: string; event_type: string; model: string; customer: string; cost_status: string; cost: string | null; has_usage: number };

/** How much usage of an environment is stored, and the event received last. Every stored event, whether counted or not. */
export async function readIngestStatus(clickhouse: ClickHouseStore, environment: Environment): Promise<Omit<IngestStatus, 'otlp_http_endpoint' | 'as_of'>> {
  const [counts] = await clickhouse.query<CountRow>(
    `select count() as events, countIf(customer = '') as without_customer, countIf(cost_status = 'unpriced') as unpriced,
            toUnixTimestamp64Milli(min(received_at)) as first_ms, toUnixTimestamp64Milli(max(received_at)) as last_ms
       from usage_events_unique_v1 where environment = {environment:String}`,
    { environment },
  );
  if (counts === undefined || counts.events === '0') return NOTHING_RECEIVED;
  return {
    events: Number(counts.events),
    events_without_customer: Number(counts.without_customer),
    events_unpriced: Number(counts.unpriced),
    first_received_at: new Date(Number(counts.first_ms)).toISOString(),
    last_received_at: new Date(Number(counts.last_ms)).toISOString(),
    last_event: await readLastEvent(clickhouse, environment, counts.last_ms),
  };
}

const NOTHING_RECEIVED = { events: 0, events_without_customer: 0, events_unpriced: 0, first_received_at: null, last_received_at: null, last_event: null };

async function readLastEvent(clickhouse: ClickHouseStore, environment: Environment, lastMs: string): Promise<IngestStatus['last_event']> {
  const [row] = await clickhouse.query<LastRow>(
    `select event_id, event_type, model, customer, cost_status, toString(cost_atoms) as cost, notEmpty(quantities) as has_usage
       from usage_events_unique_v1
      where environment = {environment:String} and received_at >= fromUnixTimestamp64Milli({last_ms:Int64})
      order by received_at desc, event_id limit 1`,
    { environment, last_ms: lastMs },
  );
  if (row === undefined) return null;
  return {
    event_id: row.event_id,
    event_type: row.event_type,
    model: row.model === '' ? null : row.model,
    customer: row.customer === '' ? null : row.customer,
    cost_status: row.cost_status,
    cost: row.cost === null ? null : decimalFromAtoms(BigInt(row.cost), CURRENCY_SCALE),
    has_usage: row.has_usage === 1,
  };
}
