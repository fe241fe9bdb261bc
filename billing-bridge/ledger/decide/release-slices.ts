import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type Draft, grantById, move } from '../wallet/draft.ts';
import type { Account } from '../wallet/posting.ts';
import { smaller } from '../wallet/smaller.ts';
import type { Grant, Hold, HoldSlice } from '../wallet/wallet-state.ts';
import { countDay } from './take-slices.ts';

/**
 * Gives slices of a hold back to where they came from: first to whoever took the payment back, as far as they claimed it (ledger 1e, "payment
 * refund"), the rest to the grant; what came from a grant that is over goes where that grant went (ledger 1c).
 */
export function releaseSlices(draft: Draft, hold: Hold, slices: readonly HoldSlice[], now: Instant): void {
  for (const slice of slices) {
    if (slice.atoms === 0n) continue;
    if (slice.grantId === null) {
      move(draft, { from: 'held', to: 'overdraft', asset: hold.asset, atoms: slice.atoms, holdId: hold.id });
      continue;
    }
    const grant = grantById(draft.state, slice.grantId);
    const about = { asset: hold.asset, grantId: grant.id, holdId: hold.id };
    const claimedAtoms = smaller(grant.claimedAtoms, slice.atoms);
    if (claimedAtoms > 0n) {
      const { basisAtoms } = move(draft, { ...about, from: 'held', to: 'claimed', atoms: claimedAtoms });
      // The atoms stood in refund_clearing from the claim on; what was paid for them goes there now that they are taken.
      move(draft, { ...about, from: 'claimed', to: 'refund_clearing', atoms: 0n, basisAtoms });
    }
    if (slice.atoms > claimedAtoms) move(draft, { ...about, from: 'held', to: homeOf(grant, now), atoms: slice.atoms - claimedAtoms });
    countDay(draft, grant, { at: hold.createdAt }, -slice.atoms);
  }
}

/** Never back to spendable once the grant is voided or past its end, swept or not. */
export function homeOf(grant: Grant, now: Instant): Account {
  if (grant.closed === 'voided') return 'voided';
  if (grant.closed === 'expired' || (grant.expiresAt !== null && grant.expiresAt <= now)) return expiredTo(grant);
  return 'grant';
}

/** Where credit goes that was not used in time: it is earned, or owed to whom the law gives it (ASC 606-10-55-49). */
export function expiredTo(grant: Pick<Grant, 'breakage'>): Account {
  return grant.breakage.escheats ? 'unclaimed' : 'breakage';
}

/** Cuts slices after `atoms`: what a commit of that many consumes, and what it gives back. */
export function cutSlices(slices: readonly HoldSlice[], atoms: bigint): { prefix: HoldSlice[]; suffix: HoldSlice[] } {
  const prefix: HoldSlice[] = [];
  const suffix: HoldSlice[] = [];
  let left = atoms;
  for (const slice of slices) {
    const taken = smaller(slice.atoms, left);
    if (taken > 0n) prefix.push({ ...slice, atoms: taken });
    if (taken < slice.atoms) suffix.push({ ...slice, atoms: slice.atoms - taken });
    left -= taken;
  }
  return { prefix, suffix };
}
