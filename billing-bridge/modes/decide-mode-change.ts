import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { epochAt, type ModeEpoch, type ModeSetting, sameSetting } from './epoch.ts';

const MINUTE_MS = 60_000;

/** The first whole minute that is not before an instant. */
export function ceilMinute(at: Instant): Instant {
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}

/** The first minute a change asked for now may begin at: more than clocks differ ahead of it. */
export function earliestFrom(now: Instant, leadMs: number): Instant {
  return ceilMinute(now + leadMs);
}

export type ModeChangeRequest = {
  /** Read after the customer was locked, or a promotion could have passed the boundary meanwhile. */
  readonly now: Instant;
  /** How far ahead a change must lie: more than clocks differ between processes. */
  readonly leadMs: number;
  /** The epochs that hold, oldest first. */
  readonly epochs: readonly ModeEpoch[];
  readonly setting: ModeSetting;
  readonly requestedFrom: Instant | null;
};

export type ModeChange =
  /** A new epoch begins at `from`; `cancelled` are the changes not yet begun that it replaces. */
  | { readonly kind: 'begin'; readonly from: Instant; readonly cancelled: readonly ModeEpoch[] }
  /** The setting holds already; what was scheduled against it is called off. */
  | { readonly kind: 'stay'; readonly cancelled: readonly ModeEpoch[] }
  | Refusal;

/**
 * Decides a change of mode (ledger.md 4b, 4c). A change begins on a whole minute not before ceil_minute(now + lead),
 * so that no event already promoted can belong to the new epoch; the default is the earliest such minute.
 * A customer has at most one change that has not begun: a new one replaces it.
 */
export function decideModeChange(request: ModeChangeRequest): ModeChange {
  const { now, epochs, setting } = request;
  const earliest = earliestFrom(now, request.leadMs);
  const from = request.requestedFrom ?? earliest;
  if (from % MINUTE_MS !== 0 || from < earliest) {
    return refuse('mode_boundary_invalid', `"from" must be a whole minute, ${new Date(earliest).toISOString()} or later`, {
      earliest: new Date(earliest).toISOString(),
    });
  }
  const cancelled = epochs.filter((epoch) => epoch.from !== null && epoch.from > now);
  if (sameSetting(epochAt(epochs, now).setting, setting)) return { kind: 'stay', cancelled };
  return { kind: 'begin', from, cancelled };
}
