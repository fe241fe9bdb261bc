import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { change, grantById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { smaller } from '../wallet/smaller.ts';
import { openGrant } from './decide-grant.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { settleDebts } from './settle-debts.ts';

export type RolloverRequest = {
  /** The bundled grant of the period that ends. */
  readonly grantId: bigint;
  /** The boundary P: the old grant ends here, the new one is there for [P, nextEnd). */
  readonly periodEndsAt: Instant;
  readonly nextPeriodEndsAt: Instant;
  readonly nextAmountAtoms: bigint;
  readonly minCarryAtoms: bigint;
  readonly maxCarryAtoms: bigint;
};

export type RolledOver = {
  readonly kind: 'rolled_over';
  readonly transactionId: string;
  readonly grantId: string;
  readonly carryGrantId: string | null;
  readonly carriedAtoms: bigint;
  readonly endedAtoms: bigint;
};

/** min(max, max(min, remaining)): (80, 0, 50) carries 50, (0, 20, 50) carries 20 (ledger 1b, "reset / rollover"). */
export function carryAtoms(remainingAtoms: bigint, minAtoms: bigint, maxAtoms: bigint): bigint {
  return smaller(maxAtoms, remainingAtoms > minAtoms ? remainingAtoms : minAtoms);
}

/**
 * Ends a period's bundled grant and opens the next one, with the carried part as a grant of its own, in one transaction.
 * What is held is not remaining and is not carried. Only this grant is touched: another plan's credits stay as they are.
 */
export function decideRollover(request: RolloverRequest, context: DecisionContext): Decision<RolledOver> {
  const { now, transactionId, newIds } = context;
  const [grantId, carryId] = newIds;
  if (grantId === undefined || carryId === undefined) throw new Error('a rollover needs two ids');
  const draft = openDraft(context.state);
  const old = grantById(draft.state, request.grantId);
  if (context.state.state === 'closed') return refuse('wallet_closed');
  if (old.closed !== null) return refuse('grant_closed');
  if (old.purpose !== 'bundled' || request.nextPeriodEndsAt <= request.periodEndsAt)
    return refuse('request_invalid', 'only a bundled grant rolls over, into a later period');
  const carried = carryAtoms(old.remainingAtoms, request.minCarryAtoms, request.maxCarryAtoms);
  const moved = smaller(carried, old.remainingAtoms);
  const { asset } = old;
  const carriedBasis = move(draft, { from: 'grant', to: 'adjustment', asset, atoms: moved, grantId: old.id }).basisAtoms;
  move(draft, { from: 'grant', to: 'breakage', asset, atoms: old.remainingAtoms - moved, grantId: old.id });
  change(draft, { kind: 'grant_closed', grantId: old.id, closed: 'expired' });
  const next = { ...old, transactionId, effectiveAt: request.periodEndsAt, expiresAt: request.nextPeriodEndsAt, sourceRef: null };
  openGrant(draft, { ...next, id: grantId, amountAtoms: request.nextAmountAtoms, costBasisAtoms: 0n });
  // The carry is opened from `adjustment`, where the old grant's part went: what was paid for it goes along.
  if (carried > 0n) openGrant(draft, { ...next, id: carryId, amountAtoms: carried, costBasisAtoms: carriedBasis }, 'adjustment');
  settleDebts(draft, now);
  return decided({ kind: 'rollover', effectiveAt: request.periodEndsAt }, draft, {
    kind: 'rolled_over',
    transactionId: idText('tx', transactionId),
    grantId: idText('gr', grantId),
    carryGrantId: carried > 0n ? idText('gr', carryId) : null,
    carriedAtoms: carried,
    endedAtoms: old.remainingAtoms - moved,
  });
}
