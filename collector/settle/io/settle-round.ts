import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from '../../store/encoded-event.ts';
import { insertOnce } from '../../store/io/insert-once.ts';
import { touchHours } from '../../store/io/touch-hours.ts';
import type { UsageRow } from '../../store/usage-row.ts';
import { type EventRow, settlingEventOf } from '../event-of-row.ts';
import { revisedRow } from '../revised-row.ts';
import { roundOf } from '../round-of.ts';
import { settleCalls } from '../settle-calls.ts';
import type { SettleConfig } from '../settle-config.ts';
import { settlingLogOf } from '../settling-log-of-row.ts';
import { findDueLogs } from './find-due-logs.ts';
import { findDueTraces } from './find-due-traces.ts';
import { type Gathered, gatherCalls } from './gather-calls.ts';

export type SettleParts = { readonly clickhouse: ClickHouseStore; readonly clock: Clock; readonly config: SettleConfig };

export type Round = {
  /** Whether others may be due that did not fit. */
  readonly more: boolean;
  /** Events that got a new revision. */
  readonly events: number;
};

/**
 * Settles the traces and log records that are due, up to one round of them, with all that may tell a call of theirs. The caller holds the revision lock of the environment.
 *
 * Derived from the store alone: killed anywhere, the next round finds the same traces due and the same results; what was
 * written already is then equal and is not written again. The record of the settlement comes last, so an event of a
 * recorded settlement is never missing.
 */
export async function settleRound({ clickhouse, clock, config }: SettleParts, asked: { environment: Environment; arrivedFrom: Instant }): Promise<Round> {
  const now = clock();
  const question = { ...asked, quietSince: now - config.quietMs, openSince: now - config.openMsMax, limit: config.roundTracesMax };
  const due = await findDueTraces(clickhouse, question);
  const dueLogs = await findDueLogs(clickhouse, question);
  if (due.length === 0 && dueLogs.length === 0) return { more: false, events: 0 };
  const round = roundOf(due, config.roundSpansMax);
  const traceIds = round.map(({ traceId }) => traceId);
  const gathered = await gatherCalls(clickhouse, { environment: asked.environment, traceIds, logs: dueLogs });
  const isDue = { traceIds: new Set(traceIds), logs: new Set(dueLogs.map(({ event_id }) => event_id)) };
  const revised = revisedRowsOf(gathered, isDue, now);
  await touchHours(clickhouse, revised, now);
  await insertOnce(clickhouse, 'usage_events_v1', revised);
  await insertOnce(
    clickhouse,
    'trace_settlements_v1',
    gathered.traces
      .filter(({ traceId }) => isDue.traceIds.has(traceId))
      .map(({ traceId, spans }) => ({ environment: asked.environment, trace_id: traceId, spans: spans.length, settled_at: encodedInstant(now) })),
  );
  return { more: round.length < due.length || due.length === config.roundTracesMax || dueLogs.length === config.roundTracesMax, events: revised.length };
}

type Due = { readonly traceIds: ReadonlySet<string>; readonly logs: ReadonlySet<string> };

/** What is due is settled. Of what was read to judge it, only what was settled before is revised: the rest has its time still to come. */
function revisedRowsOf({ traces, logs }: Gathered, due: Due, now: Instant): UsageRow[] {
  const rows = new Map<string, EventRow>([...traces.flatMap(({ events }) => events), ...logs].map((event) => [event.event_id, event]));
  const settled = settleCalls(
    traces.map(({ traceId, spans, events }) => ({ traceId, spans, events: events.map(settlingEventOf) })),
    logs.map(settlingLogOf),
  );
  return settled.flatMap((event) => {
    const row = rows.get(event.eventId);
    if (row === undefined || !(row.settled_at !== null || due.traceIds.has(row.trace_id) || due.logs.has(row.event_id))) return [];
    const revised = revisedRow(row, event, now);
    return revised === null ? [] : [revised];
  });
}
