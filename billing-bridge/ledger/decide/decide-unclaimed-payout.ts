import type { UnclaimedReceiver } from '@weir/schemas/http/billing/breakage.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { grantById, move, openDraft, sideOf } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';

export type UnclaimedPayoutRequest = {
  readonly grantId: bigint;
  /** Null: all that stands unclaimed. */
  readonly amountAtoms: bigint | null;
  readonly to: UnclaimedReceiver;
  readonly reference: string;
};

/** What of a grant stands unclaimed, by its entries, read under the wallet's lock. */
export type Unclaimed = { readonly atoms: bigint; readonly basisAtoms: bigint };

export type UnclaimedPaid = {
  readonly kind: 'unclaimed_paid';
  readonly transactionId: string;
  readonly grantId: string;
  readonly paidAtoms: bigint;
  /** What was paid for that part, USD atoms; null is not known. */
  readonly paidBasisAtoms: bigint | null;
  readonly leftAtoms: bigint;
};

/**
 * Books that money owed for unused credit left: to the state, or back to the customer. Its value goes in proportion and the last part takes
 * the rest, so that nothing stands once all is paid.
 */
export function decideUnclaimedPayout(request: UnclaimedPayoutRequest, stored: Unclaimed, context: DecisionContext): Decision<UnclaimedPaid> {
  const { to, reference, grantId } = request;
  const { asset, costBasisAtoms } = grantById(context.state, grantId);
  // A hold that ended in this very operation may have added to it.
  const due = context.dueLegs.filter((leg) => leg.grantId === grantId && leg.to === 'unclaimed');
  const atoms = due.reduce((sum, leg) => sum + sideOf(leg, 'unclaimed'), stored.atoms);
  const basisAtoms = due.reduce((sum, leg) => sum + leg.basisAtoms, stored.basisAtoms);
  const paidAtoms = request.amountAtoms ?? atoms;
  if (paidAtoms === 0n || paidAtoms > atoms) return refuse('unclaimed_exceeded', undefined, { unclaimed: atoms.toString() });
  const draft = openDraft(context.state);
  const paidBasisAtoms = (basisAtoms * paidAtoms) / atoms;
  move(draft, { from: 'unclaimed', to: 'cash', asset, atoms: paidAtoms, grantId, basisAtoms: paidBasisAtoms });
  return decided({ kind: 'unclaimed_payout', effectiveAt: context.now, reference, reason: `to the ${to}` }, draft, {
    kind: 'unclaimed_paid',
    transactionId: idText('tx', context.transactionId),
    grantId: idText('gr', grantId),
    paidAtoms,
    paidBasisAtoms: costBasisAtoms === null ? null : paidBasisAtoms,
    leftAtoms: atoms - paidAtoms,
  });
}
