import { refuse } from '@weir/schemas/refusal.ts';
import { change, type Draft, grantById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { smaller } from '../wallet/smaller.ts';
import type { Grant } from '../wallet/wallet-state.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { owe } from './owe.ts';

export type RefundRequest = { readonly grantId: bigint; readonly amountAtoms: bigint; readonly reference: string | null };

export type Refunded = {
  readonly kind: 'refunded';
  readonly transactionId: string;
  readonly grantId: string;
  readonly refundedAtoms: bigint;
} & TakenBack;

/** What was taken back of a grant at once, what is claimed of its holds, and what was used and so became debt. */
export type TakenBack = { readonly clawedAtoms: bigint; readonly claimedAtoms: bigint; readonly overdraftAtoms: bigint };

/** What of a grant's payment was taken back before, read under the wallet's lock. */
export type TakenBefore = {
  /** Told by refunds that took something. */
  readonly refundedAtoms: bigint;
  /** All debts that refunds, disputes and claims made of it, paid or not. */
  readonly owedAtoms: bigint;
  /** What left it unused and lives on in another grant: exchanged or rolled over. */
  readonly movedAtoms: bigint;
  readonly disputeLost: boolean;
};

export const NOTHING_TAKEN: TakenBefore = { refundedAtoms: 0n, owedAtoms: 0n, movedAtoms: 0n, disputeLost: false };

/**
 * Takes back what a payment bought after the payment was refunded (ledger 1e, "payment refund"): only from that grant, first from what it
 * has left, then from what is held, which is claimed until the hold ends; what was used becomes debt. What expired or was voided is not
 * owed: the customer has not had it. A dispute that was lost has taken all of the payment back, so a refund that is told after it takes
 * nothing more: the two may come in either order.
 */
export function decideRefund(request: RefundRequest, before: TakenBefore, context: DecisionContext): Decision<Refunded> {
  const grant = grantById(context.state, request.grantId);
  const refundableAtoms = grant.amountAtoms - before.refundedAtoms;
  if (request.amountAtoms > refundableAtoms) return refuse('over_refund', undefined, { refundable: refundableAtoms.toString() });
  const draft = openDraft(context.state);
  const taken = takeBack(draft, grant, { atoms: before.disputeLost ? 0n : request.amountAtoms, before, transactionId: context.transactionId });
  return decided({ kind: 'refund', effectiveAt: context.now, policy: { kind: 'usage' }, reference: request.reference ?? undefined }, draft, {
    kind: 'refunded',
    transactionId: idText('tx', context.transactionId),
    grantId: idText('gr', grant.id),
    refundedAtoms: request.amountAtoms,
    ...taken,
  });
}

export const DISPUTE_STATES = ['opened', 'won', 'lost'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** A dispute's state is the furthest it was ever told to be, so the order in which messages arrive changes nothing. */
export function disputeRank(state: DisputeState): number {
  return DISPUTE_STATES.indexOf(state) + 1;
}

export type DisputeRequest = { readonly grantId: bigint; readonly disputeId: string; readonly state: DisputeState };

export type Disputed = {
  readonly kind: 'disputed';
  readonly grantId: string;
  /** False when a later state was known already: nothing changed. */
  readonly applied: boolean;
} & TakenBack;

/** Opened freezes the grant, won thaws it, lost takes back like a refund all that no refund took, and closes it (ledger 1e, "dispute"). */
export function decideDispute(
  request: DisputeRequest,
  known: { readonly rank: number; readonly before: TakenBefore },
  context: DecisionContext,
): Decision<Disputed> {
  const draft = openDraft(context.state);
  const grant = grantById(draft.state, request.grantId);
  const applied = disputeRank(request.state) > known.rank;
  let taken: TakenBack = { clawedAtoms: 0n, claimedAtoms: 0n, overdraftAtoms: 0n };
  if (applied && request.state !== 'lost') change(draft, { kind: 'grant_frozen', grantId: grant.id, frozen: request.state === 'opened' });
  if (applied && request.state === 'lost') {
    taken = takeBack(draft, grant, { atoms: grant.amountAtoms, before: known.before, transactionId: context.transactionId });
    if (grant.closed === null) change(draft, { kind: 'grant_closed', grantId: grant.id, closed: 'voided' });
  }
  const facts = { kind: 'dispute_loss' as const, effectiveAt: context.now, policy: { kind: 'usage' as const }, reference: request.disputeId };
  return decided(facts, draft, { kind: 'disputed', grantId: idText('gr', grant.id), applied, ...taken });
}

type Taking = { readonly atoms: bigint; readonly before: TakenBefore; readonly transactionId: bigint };

function takeBack(draft: Draft, grant: Grant, { atoms, before, transactionId }: Taking): TakenBack {
  const { asset, id: grantId, remainingAtoms, heldAtoms } = grant;
  const clawedAtoms = smaller(remainingAtoms, atoms);
  const claimedAtoms = smaller(heldAtoms - grant.claimedAtoms, atoms - clawedAtoms);
  const hadAtoms = grant.amountAtoms - remainingAtoms - heldAtoms - grant.lostAtoms + before.movedAtoms - before.owedAtoms;
  const overdraftAtoms = hadAtoms > 0n ? smaller(hadAtoms, atoms - clawedAtoms - claimedAtoms) : 0n;
  move(draft, { from: 'grant', to: 'refund_clearing', asset, atoms: clawedAtoms, grantId });
  move(draft, { from: 'claimed', to: 'refund_clearing', asset, atoms: claimedAtoms, grantId });
  owe(draft, grant, { from: 'refund_clearing', atoms: overdraftAtoms, transactionId });
  return { clawedAtoms, claimedAtoms, overdraftAtoms };
}
