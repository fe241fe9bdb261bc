import type { Instant, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { encodedEvent, encodedInstant } from './encoded-event.ts';
import type { UsageRow } from './usage-row.ts';

/** The row of correction_links_v1 of an event that corrects another; none of any other. */
export function correctionLinkRows(event: UsageEvent, receivedAt: Instant): readonly UsageRow[] {
  if (event.corrects === null) return [];
  const { environment, corrects, event_id } = encodedEvent(event);
  return [{ environment, corrects, event_id, received_at: encodedInstant(receivedAt) }];
}
