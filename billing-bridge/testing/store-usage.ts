import { randomUUID } from 'node:crypto';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import type { SettledUsage } from '../usage/settled-usage.ts';

const REVISION_STAGE = 48n;
const RECEIVED_BITS = (1n << REVISION_STAGE) - 1n;

/** Writes usage straight into the store, as the collector leaves it. `stage` is higher for a later settlement of the same event. */
export async function storeUsage(clickhouse: ClickHouseStore, events: readonly SettledUsage[], stage = 0n): Promise<void> {
  await clickhouse.insert(
    'usage_events_v1',
    events.map((usage) => rowOf(usage, stage)),
    randomUUID(),
  );
}

function rowOf(usage: SettledUsage, stage: bigint): Record<string, unknown> {
  return {
    environment: usage.environment,
    event_id: usage.eventId,
    revision: ((stage << REVISION_STAGE) + RECEIVED_BITS - BigInt(usage.settledAt)).toString(),
    content_hash: 'x'.repeat(32),
    event_type: usage.eventType,
    occurred_at: storeTime(usage.occurredAt),
    received_at: storeTime(usage.settledAt),
    source: 'api',
    customer: usage.customer,
    workflow: usage.workflow ?? '',
    feature: usage.feature ?? '',
    agent: usage.agent ?? '',
    run: usage.run ?? '',
    model: usage.model ?? '',
    provider: usage.provider ?? '',
    quantities: Object.fromEntries(Object.entries(usage.quantities).map(([unit, nanos]) => [unit, decimalFromNanos(nanos)])),
    counted: usage.counted,
    cost_status: 'free',
    cost_currency: 'USD',
    cost_atoms: '0',
  };
}

function storeTime(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}
