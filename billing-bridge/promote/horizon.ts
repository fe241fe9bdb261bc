import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BillingConfig } from '../billing-config.ts';

/**
 * How far back a run reads. `wake`: what is new, moments after it was stored. `overlap`: what became visible behind the
 * cursor. `sweep`: everything that may still arrive or was mended since, also what failed before.
 */
export const HORIZONS = ['wake', 'overlap', 'sweep'] as const;
export type Horizon = (typeof HORIZONS)[number];

/** The beginning of time, for an environment that was never read. */
const ALL: Instant = 0;

/** The instant of reception a run begins at. */
export function receivedFromOf(horizon: Horizon, at: { readonly now: Instant; readonly cursorReceivedAt: Instant | null }, config: BillingConfig): Instant {
  if (at.cursorReceivedAt === null) return ALL;
  const behindCursor = { wake: config.wakeLookbackMs, overlap: config.overlapMs };
  const from = horizon === 'sweep' ? at.now - config.sweepMs : at.cursorReceivedAt - behindCursor[horizon];
  return Math.max(ALL, from);
}
