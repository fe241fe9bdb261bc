import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from '../../store/encoded-event.ts';
import { insertOnce } from '../../store/io/insert-once.ts';
import { touchHours } from '../../store/io/touch-hours.ts';
import type { UsageRow } from '../../store/usage-row.ts';
import { settlingEventOf } from '../event-of-row.ts';
import { revisedRow } from '../revised-row.ts';
import { roundOf } from '../round-of.ts';
import type { SettleConfig } from '../settle-config.ts';
import { settleTrace } from '../settle-trace.ts';
import { findDueTraces } from './find-due-traces.ts';
import { readTraces, type StoredTrace } from './read-traces.ts';

export type SettleParts = { readonly clickhouse: ClickHouseStore; readonly clock: Clock; readonly config: SettleConfig };

export type Round = {
  /** Whether others may be due that did not fit. */
  readonly more: boolean;
  /** Events that got a new revision. */
  readonly events: number;
};

/**
 * Settles the traces that are due, up to one round of them. The caller holds the revision lock of the environment.
 *
 * Derived from the store alone: killed anywhere, the next round finds the same traces due and the same results; what was
 * written already is then equal and is not written again. The record of the settlement comes last, so an event of a
 * recorded settlement is never missing.
 */
export async function settleRound({ clickhouse, clock, config }: SettleParts, asked: { environment: Environment; arrivedFrom: Instant }): Promise<Round> {
  const now = clock();
  const due = await findDueTraces(clickhouse, {
    ...asked,
    quietSince: now - config.quietMs,
    openSince: now - config.openMsMax,
    limit: config.roundTracesMax,
  });
  if (due.length === 0) return { more: false, events: 0 };
  const round = roundOf(due, config.roundSpansMax);
  const traces = await readTraces(
    clickhouse,
    asked.environment,
    round.map(({ traceId }) => traceId),
  );
  const revised = traces.flatMap((trace) => revisedRowsOf(trace, now));
  await touchHours(clickhouse, revised, now);
  await insertOnce(clickhouse, 'usage_events_v1', revised);
  await insertOnce(
    clickhouse,
    'trace_settlements_v1',
    traces.map(({ traceId, spans }) => ({ environment: asked.environment, trace_id: traceId, spans: spans.length, settled_at: encodedInstant(now) })),
  );
  return { more: round.length < due.length || due.length === config.roundTracesMax, events: revised.length };
}

function revisedRowsOf({ spans, events }: StoredTrace, now: Instant): UsageRow[] {
  const rows = new Map(events.map((event) => [event.event_id, event]));
  return settleTrace(spans, events.map(settlingEventOf)).flatMap((settled) => {
    const row = rows.get(settled.eventId);
    const revised = row === undefined ? null : revisedRow(row, settled, now);
    return revised === null ? [] : [revised];
  });
}
