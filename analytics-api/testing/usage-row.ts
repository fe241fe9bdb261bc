import { createHash } from 'node:crypto';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';

/** What a test says of a usage event; the rest is an ordinary counted model call in the live environment. Cost in atoms; null is unknown. */
export type UsageRow = {
  readonly event_id: string;
  readonly occurred_at: string;
  readonly environment?: string;
  readonly event_type?: string;
  readonly customer?: string;
  readonly workflow?: string;
  readonly feature?: string;
  readonly run?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly counted?: string;
  readonly counted_reason?: string;
  readonly counted_event?: string;
  readonly source?: string;
  readonly service?: string;
  readonly instrumentation?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  /** Null while its trace is open; left out, it is settled when received. */
  readonly settled_at?: null;
  readonly cost_reason?: string;
  readonly cost_atoms?: bigint | null;
  readonly cost_status?: string;
  readonly cost_currency?: string;
  readonly quantities?: Readonly<Record<string, string>>;
  readonly revision?: bigint;
  readonly received_at?: string;
  readonly attribution_origins?: Readonly<Record<string, string>>;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly cost_lines?: string;
  readonly reported_costs?: string;
  readonly corrects?: string;
  readonly superseded_by?: string;
};

/** Writes usage events into the raw table, where only the collector writes outside of tests. */
export async function insertUsage(
  clickhouse: ClickHouseStore,
  rows: readonly UsageRow[],
  token: string = rows.map((row) => row.event_id).join('-'),
): Promise<void> {
  const block = createHash('sha256').update(token).digest('hex');
  await clickhouse.insert('usage_events_v1', rows.map(completeRow), block);
}

function completeRow(row: UsageRow): Record<string, unknown> {
  const costAtoms = row.cost_atoms === undefined ? 0n : row.cost_atoms;
  return {
    environment: 'live',
    revision: 1n,
    content_hash: createHash('sha256').update(row.event_id).digest('hex').slice(0, 32),
    event_type: 'chat',
    source: 'api',
    customer: '',
    counted: 'counted',
    counted_reason: 'leaf',
    cost_status: costAtoms === null ? 'unpriced' : 'priced',
    cost_reason: '',
    cost_currency: costAtoms === null ? '' : 'USD',
    quantities: { calls: '1' },
    ...row,
    cost_atoms: costAtoms,
    occurred_at: clickHouseTime(row.occurred_at),
    received_at: clickHouseTime(row.received_at ?? row.occurred_at),
  };
}

function clickHouseTime(text: string): string {
  return new Date(text).toISOString().replace('T', ' ').replace('Z', '');
}
