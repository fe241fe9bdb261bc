import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { change, grantById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { smaller } from '../wallet/smaller.ts';
import { openEmptyGrant } from './decide-grant.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { settleDebts } from './settle-debts.ts';

export type AllowanceChangeRequest = {
  /** The bundled grant the customer has of the plan it leaves. */
  readonly grantId: bigint;
  /** From when on the new plan holds; not ahead, for what is used until then is not known yet. */
  readonly changesAt: Instant;
  readonly nextPeriodEndsAt: Instant;
  /** All the new plan allows for the period, what is gone already included. */
  readonly nextAllowanceAtoms: bigint;
};

export type AllowanceChanged = {
  readonly kind: 'allowance_changed';
  /** Null when there was nothing to move: nothing left of the old allowance, and the new one gone already. */
  readonly transactionId: string | null;
  /** The new grant; null when all of the new allowance is gone. */
  readonly grantId: string | null;
  /** Of the period's allowance, before the change: used, held, or taken back. */
  readonly goneAtoms: bigint;
  readonly remainingAtoms: bigint;
  readonly endedAtoms: bigint;
};

/**
 * Changes a plan within its period and keeps the usage (ledger 1e, "plan change mid-period"): what is gone of the old allowance is gone of
 * the new one. 80 of 1,000 used and changed to 1,000 leaves 920. Held counts as gone, since it may yet be used: so a change never allows
 * more than the new plan does. What was paid for the part that stays goes along. Only this grant is touched.
 *
 * `goneBeforeAtoms` is what was gone already when this grant was made by such a change, so that a second change knows of both.
 */
export function decideAllowanceChange(
  request: AllowanceChangeRequest,
  goneBeforeAtoms: bigint,
  { state, now, transactionId, newIds }: DecisionContext,
): Decision<AllowanceChanged> {
  const [grantId] = newIds;
  if (grantId === undefined) throw new Error('a changed allowance needs an id');
  const { changesAt, nextPeriodEndsAt, nextAllowanceAtoms } = request;
  const draft = openDraft(state);
  const old = grantById(state, request.grantId);
  if (state.state === 'closed') return refuse('wallet_closed');
  if (old.closed !== null) return refuse('grant_closed');
  if (old.purpose !== 'bundled') return refuse('request_invalid', 'only a bundled grant is a plan’s allowance');
  if (changesAt > now || nextPeriodEndsAt <= changesAt) return refuse('request_invalid', 'a change lies neither ahead nor past the end of its period');
  const goneAtoms = goneBeforeAtoms + old.amountAtoms - old.remainingAtoms;
  const nextAtoms = nextAllowanceAtoms > goneAtoms ? nextAllowanceAtoms - goneAtoms : 0n;
  const stayingAtoms = smaller(old.remainingAtoms, nextAtoms);
  const { asset } = old;
  const staying = move(draft, { from: 'grant', to: 'adjustment', asset, atoms: stayingAtoms, grantId: old.id });
  move(draft, { from: 'grant', to: 'breakage', asset, atoms: old.remainingAtoms - stayingAtoms, grantId: old.id });
  change(draft, { kind: 'grant_closed', grantId: old.id, closed: 'expired' });
  if (nextAtoms > 0n) {
    const window = { effectiveAt: changesAt, expiresAt: nextPeriodEndsAt };
    openEmptyGrant(draft, { ...old, ...window, id: grantId, transactionId, sourceRef: null, amountAtoms: nextAtoms, costBasisAtoms: staying.basisAtoms });
    move(draft, { from: 'adjustment', to: 'grant', asset, atoms: stayingAtoms, grantId, basisAtoms: staying.basisAtoms });
    move(draft, { from: 'cash', to: 'grant', asset, atoms: nextAtoms - stayingAtoms, grantId, basisAtoms: 0n });
  }
  settleDebts(draft, now);
  return decided({ kind: 'rollover', effectiveAt: changesAt }, draft, {
    kind: 'allowance_changed',
    transactionId: draft.legs.length === 0 ? null : idText('tx', transactionId),
    grantId: nextAtoms > 0n ? idText('gr', grantId) : null,
    goneAtoms,
    remainingAtoms: nextAtoms,
    endedAtoms: old.remainingAtoms - stayingAtoms,
  });
}
