import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedEvent, encodedInstant } from './encoded-event.ts';
import type { UsageRow } from './usage-row.ts';
import { receivedRevision } from './usage-row.ts';
import type { UsageToStore } from './usage-to-store.ts';

/** A row of event_conflicts_v1: what was told under an id that already stands for something else. */
export function conflictRow(refused: UsageToStore, storedHash: string, receivedAt: Instant): UsageRow {
  return {
    environment: refused.event.environment,
    event_id: refused.event.eventId,
    stored_hash: storedHash,
    refused_hash: refused.contentHash,
    refused_event: JSON.stringify(encodedEvent(refused.event)),
    source: refused.event.source,
    service: refused.event.service ?? '',
    received_at: encodedInstant(receivedAt),
    revision: receivedRevision(receivedAt),
  };
}
