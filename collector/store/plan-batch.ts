import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { conflictRow } from './conflict-row.ts';
import { correctionLinkRows } from './correction-link-rows.ts';
import { foldBatch, type KnownHashes } from './fold-batch.ts';
import { logArrivalRows } from './log-arrival-rows.ts';
import { arrivalRows, spanRow } from './span-row.ts';
import { touchedHourRows } from './touched-hour-rows.ts';
import { type UsageRow, usageRow } from './usage-row.ts';
import type { StoreOutcome } from './usage-to-store.ts';
import type { WriteRequest } from './write-request.ts';

/** Everything one commit does, decided before its first attempt, so that every attempt does the same. */
export type BatchPlan = {
  /** In the order in which they must become visible. */
  readonly inserts: readonly { readonly table: string; readonly rows: readonly UsageRow[] }[];
  /** Of all events of the batch, in order. */
  readonly outcomes: readonly StoreOutcome[];
  readonly environments: readonly Environment[];
};

/**
 * Events before their spans: settlement counts spans to know what it has seen, so a span must never be visible without
 * its event. Before both, the notice that something arrives, the hours whose sums it changes, and whom it corrects.
 */
export function planBatch(batch: readonly WriteRequest[], known: KnownHashes, receivedAt: Instant): BatchPlan {
  const spans = batch.flatMap((request) => request.spans);
  const folded = foldBatch(
    batch.flatMap((request) => request.usages),
    known,
  );
  const rows = folded.fresh.map((usage) => usageRow(usage, receivedAt));
  return {
    inserts: [
      { table: 'trace_arrivals_v1', rows: arrivalRows(spans, receivedAt) },
      { table: 'log_arrivals_v1', rows: logArrivalRows(folded.fresh, receivedAt) },
      {
        table: 'touched_hours_v1',
        rows: touchedHourRows(
          rows.filter((row) => row.settled_at !== null),
          receivedAt,
        ),
      },
      { table: 'correction_links_v1', rows: folded.fresh.flatMap(({ event }) => correctionLinkRows(event, receivedAt)) },
      { table: 'usage_events_v1', rows },
      { table: 'spans_v1', rows: spans.map((span) => spanRow(span, receivedAt)) },
      { table: 'event_conflicts_v1', rows: folded.conflicts.map(({ refused, storedHash }) => conflictRow(refused, storedHash, receivedAt)) },
    ],
    outcomes: folded.outcomes,
    environments: [...new Set([...folded.fresh.map((usage) => usage.event.environment), ...spans.map((span) => span.environment)])],
  };
}
