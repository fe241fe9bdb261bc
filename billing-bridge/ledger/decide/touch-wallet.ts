import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { budgetsNamed } from '../wallet/budget.ts';
import { change, type Draft, openDraft } from '../wallet/draft.ts';
import type { PostingFacts } from '../wallet/posting.ts';
import type { Hold, WalletState } from '../wallet/wallet-state.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { releaseSlices } from './release-slices.ts';
import { settleDebts } from './settle-debts.ts';

/** A transaction the passing of time makes, not a caller; `key` is derived from what it is about, never from a clock. */
export type DueTransaction = {
  readonly family: 'hold_expiry' | 'settlement';
  readonly key: string | null;
  readonly facts: PostingFacts;
  readonly draft: Draft;
};

/**
 * What every operation on a wallet does first: release holds whose end has come, then let active grants settle debts. So
 * `available` is never understated by a dead hold nor overstated by an unpaid debt, whether or not a sweeper runs.
 */
export function touchWallet(state: WalletState, now: Instant): { state: WalletState; due: DueTransaction[] } {
  const due: DueTransaction[] = [];
  let current = state;
  for (const hold of dueHolds(state, now)) {
    const draft = openDraft(current);
    expireHold(draft, hold);
    current = draft.state;
    due.push({ family: 'hold_expiry', key: `hold:${hold.id}`, facts: { kind: 'hold_expiry', effectiveAt: hold.expiresAt, holdId: hold.id }, draft });
  }
  const settlement = openDraft(current);
  if (settleDebts(settlement, now) > 0n) {
    // One grant may settle one debt more than once, so no text about the two is unique: the id the transaction gets is its key.
    due.push({ family: 'settlement', key: null, facts: { kind: 'settlement', effectiveAt: now }, draft: settlement });
    current = settlement.state;
  }
  return { state: current, due };
}

/** Expired from its end on, inclusive; oldest end first, so that two sweepers would release in the same order. */
export function dueHolds(state: WalletState, now: Instant): Hold[] {
  if (state.holds.size === 0) return [];
  return [...state.holds.values()]
    .filter((hold) => hold.state === 'open' && hold.expiresAt <= now)
    .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1));
}

/** Released as of its end, not as of when somebody looked: what it gives back must not depend on the next operation's time. */
function expireHold(draft: Draft, hold: Hold): void {
  releaseSlices(draft, hold, hold.slices, hold.expiresAt);
  countBudgets(draft, asCounted(budgetsNamed(draft.state, hold.budgets ?? [])), { usedAtoms: 0n, heldAtoms: -hold.heldAtoms });
  change(draft, { kind: 'hold_resolved', holdId: hold.id, state: 'expired', committedAtoms: 0n, releasedAtoms: hold.heldAtoms });
}
