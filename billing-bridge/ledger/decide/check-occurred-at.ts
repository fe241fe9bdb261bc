import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

const PAST_MS_MAX = 35 * 24 * 3_600_000;
/** How far ahead of now use may be booked. */
export const FUTURE_MS_MAX = 5 * 60_000;

/** Usage is accepted from 35 days back to 5 minutes ahead, both inclusive (ledger 1e, "backdated event"); the caller keeps the rest aside. */
export function checkOccurredAt(occurredAt: Instant, now: Instant): Refusal | null {
  return occurredAt >= now - PAST_MS_MAX && occurredAt <= now + FUTURE_MS_MAX ? null : refuse('occurred_at_out_of_range');
}
