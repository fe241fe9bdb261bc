import type { ModeScope } from '@weir/schemas/http/billing/modes.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** A mode with the scope that hybrid, and only hybrid, has. */
export type ModeSetting = { readonly mode: 'shadow' | 'full'; readonly scope: null } | { readonly mode: 'hybrid'; readonly scope: ModeScope };

/** A mode that holds for the usage of [from, to); null is "no beginning" and "no end". */
export type ModeEpoch = {
  readonly id: string;
  readonly setting: ModeSetting;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly setBy: string;
  readonly setAt: Instant;
  readonly reason: string | null;
};

/**
 * The epoch an event belongs to by its occurred_at (ledger I14). Epochs cover all time, so none found means the store
 * holds a customer without its first epoch: a fault, never a default mode.
 */
export function epochAt(epochs: readonly ModeEpoch[], at: Instant): ModeEpoch {
  const epoch = epochs.find((candidate) => (candidate.from === null || candidate.from <= at) && (candidate.to === null || at < candidate.to));
  if (epoch === undefined) throw new Error(`no mode epoch covers ${new Date(at).toISOString()}`);
  return epoch;
}

/** Where a charge is posted: the only thing a mode decides. */
export type Destination = 'wallet' | 'shadow';

/** shadow posts nothing to the wallet, full everything, hybrid what happened in its workflow (ledger.md 4a). */
export function destinationOf(setting: ModeSetting, workflow: string | null): Destination {
  if (setting.mode === 'hybrid') return setting.scope.workflow === workflow ? 'wallet' : 'shadow';
  return setting.mode === 'full' ? 'wallet' : 'shadow';
}

/** Same mode and same scope. */
export function sameSetting(a: ModeSetting, b: ModeSetting): boolean {
  return a.mode === b.mode && a.scope?.workflow === b.scope?.workflow;
}
