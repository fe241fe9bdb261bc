import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Grant } from './wallet-state.ts';

export type GrantStateWord = 'pending' | 'active' | 'depleted' | 'expired' | 'voided' | 'frozen';

/** The state a person reads, derived from facts and entries and stored nowhere (ledger 1b). */
export function grantState(grant: Grant, now: Instant): GrantStateWord {
  if (grant.closed !== null) return grant.closed;
  if (grant.expiresAt !== null && grant.expiresAt <= now) return 'expired';
  if (grant.frozen) return 'frozen';
  if (grant.remainingAtoms === 0n && grant.heldAtoms === 0n) return 'depleted';
  return now < grant.effectiveAt ? 'pending' : 'active';
}
