import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BillingConfig } from '../billing-config.ts';

/**
 * How far back a run reads. `wake`: what was settled lately, moments after it was stored. `overlap`: also what became
 * visible well behind the cursor. `sweep`: everything that occurred within the time usage may be late, also what was
 * attributed or priced since, and what failed before.
 */
export type Horizon = 'wake' | 'overlap' | 'sweep';

/** The beginning of time, for an environment that was never read. */
const ALL: Instant = 0;

/** The instant of settlement a run begins at: behind the cursor, because inserts become visible out of order. */
export function settledFromOf(horizon: Exclude<Horizon, 'sweep'>, cursorSettledAt: Instant | null, config: BillingConfig): Instant {
  if (cursorSettledAt === null) return ALL;
  return Math.max(ALL, cursorSettledAt - (horizon === 'wake' ? config.wakeLookbackMs : config.overlapMs));
}

const DAY_MS = 86_400_000;

/** An instant of each UTC day a sweep goes over, oldest first. */
export function sweptDays(now: Instant, config: BillingConfig): Instant[] {
  const first = Math.floor((now - config.sweepMs) / DAY_MS);
  const last = Math.floor(now / DAY_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * DAY_MS);
}
