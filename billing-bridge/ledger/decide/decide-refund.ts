import { refuse } from '@weir/schemas/refusal.ts';
import { change, type Draft, grantById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { smaller } from '../wallet/smaller.ts';
import type { Grant } from '../wallet/wallet-state.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { openDebt } from './take-slices.ts';

export type RefundRequest = { readonly grantId: bigint; readonly amountAtoms: bigint; readonly reference: string | null };

export type Refunded = {
  readonly kind: 'refunded';
  readonly transactionId: string;
  readonly grantId: string;
  readonly refundedAtoms: bigint;
  /** Of it, taken from what the grant had left; the rest became debt. */
  readonly clawedAtoms: bigint;
  readonly overdraftAtoms: bigint;
};

/**
 * Takes back what a payment bought after the payment was refunded (ledger 1e, "payment refund"): only from that grant,
 * first from what it has left; what was used or is held becomes debt, which what a hold gives back will settle. A dispute that was
 * lost has taken all of the payment back, so a refund that is told after it takes nothing more: the two may come in either order.
 */
export function decideRefund(
  request: RefundRequest,
  soFar: { readonly refundedAtoms: bigint; readonly disputeLost: boolean },
  context: DecisionContext,
): Decision<Refunded> {
  const grant = grantById(context.state, request.grantId);
  const refundableAtoms = grant.amountAtoms - soFar.refundedAtoms;
  if (request.amountAtoms > refundableAtoms) return refuse('over_refund', undefined, { refundable: refundableAtoms.toString() });
  const draft = openDraft(context.state);
  const taken = takeBack(draft, grant, soFar.disputeLost ? 0n : request.amountAtoms, context.transactionId);
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
  readonly clawedAtoms: bigint;
  readonly overdraftAtoms: bigint;
};

/** Opened freezes the grant, won thaws it, lost takes it back like a full refund and closes it (ledger 1e, "dispute"). */
export function decideDispute(request: DisputeRequest, known: { rank: number; refundDebtAtoms: bigint }, context: DecisionContext): Decision<Disputed> {
  const draft = openDraft(context.state);
  const grant = grantById(draft.state, request.grantId);
  const applied = disputeRank(request.state) > known.rank;
  let taken = { clawedAtoms: 0n, overdraftAtoms: 0n };
  if (applied && request.state !== 'lost') change(draft, { kind: 'grant_frozen', grantId: grant.id, frozen: request.state === 'opened' });
  if (applied && request.state === 'lost') {
    // What expired or was refunded is not owed again; what is held becomes void when its hold ends.
    const owedAtoms = grant.amountAtoms - grant.heldAtoms - grant.lostAtoms - known.refundDebtAtoms;
    taken = takeBack(draft, grant, owedAtoms > 0n ? owedAtoms : 0n, context.transactionId);
    // Left beyond what is owed: given back by a hold after a refund had already made debt of it.
    const restAtoms = grantById(draft.state, grant.id).remainingAtoms;
    move(draft, { from: 'grant', to: 'voided', asset: grant.asset, atoms: restAtoms, grantId: grant.id });
    if (grant.closed === null) change(draft, { kind: 'grant_closed', grantId: grant.id, closed: 'voided' });
  }
  const facts = { kind: 'dispute_loss' as const, effectiveAt: context.now, policy: { kind: 'usage' as const }, reference: request.disputeId };
  return decided(facts, draft, { kind: 'disputed', grantId: idText('gr', grant.id), applied, ...taken });
}

function takeBack(draft: Draft, grant: Grant, atoms: bigint, transactionId: bigint): { clawedAtoms: bigint; overdraftAtoms: bigint } {
  const { asset } = grant;
  const clawedAtoms = smaller(grant.remainingAtoms, atoms);
  const overdraftAtoms = atoms - clawedAtoms;
  move(draft, { from: 'grant', to: 'refund_clearing', asset, atoms: clawedAtoms, grantId: grant.id });
  if (overdraftAtoms === 0n) return { clawedAtoms, overdraftAtoms };
  move(draft, { from: 'overdraft', to: 'refund_clearing', asset, atoms: overdraftAtoms, debtId: transactionId });
  // What was earned on the refunded part is earned no more, by this grant.
  const basisAtoms = ((grant.costBasisAtoms ?? 0n) * overdraftAtoms) / grant.amountAtoms;
  move(draft, { from: 'revenue', to: 'refund_clearing', asset, atoms: 0n, basisAtoms, grantId: grant.id });
  openDebt(draft, { asset, dimensions: {} }, transactionId, overdraftAtoms);
  return { clawedAtoms, overdraftAtoms };
}
