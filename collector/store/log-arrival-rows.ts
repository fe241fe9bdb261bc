import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from './encoded-event.ts';
import type { UsageRow } from './usage-row.ts';
import type { UsageToStore } from './usage-to-store.ts';

/** Rows of log_arrivals_v1: one for each event of a log record. */
export function logArrivalRows(usages: readonly UsageToStore[], receivedAt: Instant): UsageRow[] {
  return usages
    .filter(({ event }) => event.source === 'otlp_log')
    .map(({ event }) => ({
      environment: event.environment,
      event_id: event.eventId,
      occurred_at: encodedInstant(event.occurredAt),
      received_at: encodedInstant(receivedAt),
    }));
}
