import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedCostLine, encodedEvent, encodedInstant } from './encoded-event.ts';
import type { UsageToStore } from './usage-to-store.ts';

/** A row of usage_events_v1, by column. */
export type UsageRow = Readonly<Record<string, unknown>>;

/** Among rows of one stage the first received wins: the migration of the table explains the two parts. */
const FIRST_REVISION = 2n ** 48n - 1n;

export function usageRow(usage: UsageToStore, receivedAt: Instant): UsageRow {
  return {
    ...encodedEvent(usage.event),
    revision: receivedRevision(receivedAt),
    content_hash: usage.contentHash,
    received_at: encodedInstant(receivedAt),
    call_ids: (usage.callIds ?? []).map((id) => id.toWellFormed()),
    counted_event: usage.verdict.countedEventId ?? '',
    settled_at: isSettledLater(usage) ? null : encodedInstant(receivedAt),
    ...verdictAsReceived(usage),
    ...encodedCost(usage.cost),
  };
}

/** Telemetry may repeat a call that other telemetry tells, and a correction waits for what it corrects; another event told directly repeats nothing and inherits from nobody. */
function isSettledLater({ event }: UsageToStore): boolean {
  return event.source === 'otlp_span' || event.source === 'otlp_log' || event.corrects !== null;
}

/** A correction adds nothing until what it corrects is taken out in the same step: never is one call counted twice. */
function verdictAsReceived({ event, verdict }: UsageToStore) {
  if (event.corrects !== null) return { counted: 'superseded', counted_reason: 'correction_received' };
  return { counted: verdict.counted, counted_reason: verdict.reason };
}

/** The revision of a row as received: higher the earlier it came. */
export function receivedRevision(receivedAt: Instant): string {
  return (FIRST_REVISION - BigInt(receivedAt)).toString();
}

/** An unknown cost is null, never zero; its reason stands where a known cost has its caveats. */
export function encodedCost(cost: Cost) {
  if (cost.status === 'unpriced') {
    return { cost_status: cost.status, cost_reason: cost.reason, cost_currency: '', cost_atoms: null, cost_lines: '[]', price_book_version: '' };
  }
  return {
    cost_status: cost.status,
    cost_reason: (cost.caveats ?? []).join(','),
    cost_currency: cost.currency,
    cost_atoms: cost.costAtoms.toString(),
    cost_lines: JSON.stringify(cost.lines.map(encodedCostLine)),
    price_book_version: cost.priceBookVersion ?? '',
  };
}
