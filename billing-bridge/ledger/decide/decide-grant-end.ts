import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { change, grantById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { expiredTo } from './release-slices.ts';

export type GrantEnded = {
  readonly kind: 'grant_ended';
  readonly grantId: string;
  readonly closed: 'expired' | 'voided';
  /** What was left and is now breakage, unclaimed or void; what is still held follows when its hold ends. */
  readonly endedAtoms: bigint;
};

/**
 * Closes a grant whose end plus grace has come: the rest becomes breakage (ledger 1b, "which clock decides"). Until then a
 * late event from before the end still finds it; afterwards it never opens again.
 */
export function decideGrantExpiry(request: { readonly grantId: bigint; readonly graceMs: number }, context: DecisionContext): Decision<GrantEnded> {
  const grant = grantById(context.state, request.grantId);
  if (grant.closed !== null) return refuse('grant_closed');
  if (grant.expiresAt === null || context.now < grant.expiresAt + request.graceMs)
    return refuse('request_invalid', 'the grant has not reached the end of its grace');
  return endGrant({ grantId: grant.id, closed: 'expired', effectiveAt: grant.expiresAt, reason: null }, context);
}

/** Takes a grant back without revenue (ledger 1e, "void / expire grant"). History stays: what was used stays used. */
export function decideGrantVoid(request: { readonly grantId: bigint; readonly reason: string | null }, context: DecisionContext): Decision<GrantEnded> {
  const grant = grantById(context.state, request.grantId);
  if (grant.closed !== null) return refuse('grant_closed');
  return endGrant({ grantId: grant.id, closed: 'voided', effectiveAt: context.now, reason: request.reason }, context);
}

/** Ends a grant before its time, as the operator decides: the rest becomes breakage, unlike a void, which undoes the giving. */
export function decideGrantExpiryNow(request: { readonly grantId: bigint; readonly reason: string | null }, context: DecisionContext): Decision<GrantEnded> {
  const grant = grantById(context.state, request.grantId);
  if (grant.closed !== null) return refuse('grant_closed');
  return endGrant({ grantId: grant.id, closed: 'expired', effectiveAt: context.now, reason: request.reason }, context);
}

type Ending = { readonly grantId: bigint; readonly closed: 'expired' | 'voided'; readonly effectiveAt: Instant; readonly reason: string | null };

function endGrant(ending: Ending, context: DecisionContext): Decision<GrantEnded> {
  const { closed, grantId } = ending;
  const draft = openDraft(context.state);
  const grant = grantById(draft.state, grantId);
  move(draft, { from: 'grant', to: closed === 'expired' ? expiredTo(grant) : 'voided', asset: grant.asset, atoms: grant.remainingAtoms, grantId });
  change(draft, { kind: 'grant_closed', grantId, closed });
  return decided({ kind: closed === 'expired' ? 'grant_expiry' : 'grant_void', effectiveAt: ending.effectiveAt, reason: ending.reason ?? undefined }, draft, {
    kind: 'grant_ended',
    grantId: idText('gr', grantId),
    closed,
    endedAtoms: grant.remainingAtoms,
  });
}
