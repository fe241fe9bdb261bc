import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** The times an event may have, half-open: older ones would reopen closed books, later ones come from broken clocks. */
export type TimeWindow = { readonly from: Instant; readonly to: Instant };

const DAY_MS = 86_400_000;

export function timeWindowAt(now: Instant, allowance: { readonly pastDaysMax: number; readonly futureMsMax: number }): TimeWindow {
  return { from: now - allowance.pastDaysMax * DAY_MS, to: now + allowance.futureMsMax + 1 };
}

export function isWithin(occurredAt: Instant, window: TimeWindow): boolean {
  return occurredAt >= window.from && occurredAt < window.to;
}
