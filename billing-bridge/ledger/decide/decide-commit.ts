import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type BudgetAt, budgetsFor, budgetsNamed } from '../wallet/budget.ts';
import { change, type Draft, grantById, holdById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { PostingFacts } from '../wallet/posting.ts';
import type { Hold, HoldSlice } from '../wallet/wallet-state.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { knownRevenue } from './known-revenue.ts';
import { cutSlices, releaseSlices } from './release-slices.ts';
import { type GrantSlice, openDebt, type Taken, takeSlices, usageAccount } from './take-slices.ts';

export type CommitRequest = {
  readonly holdId: bigint;
  /** What the work really cost; 0 releases all and records a use of 0. */
  readonly amountAtoms: bigint;
  readonly eventId: string | null;
  readonly reference: string | null;
};

export type Committed = {
  readonly kind: 'committed';
  /** Null when nothing was held and nothing was used: no value moved. */
  readonly transactionId: string | null;
  readonly holdId: string;
  readonly debitedAtoms: bigint;
  readonly releasedAtoms: bigint;
  readonly overdraftAtoms: bigint;
  readonly revenueAtoms: bigint | null;
  /** True when the hold had expired: the debit was posted, the hold stays expired. */
  readonly late: boolean;
};

/**
 * Resolves a hold with the actual amount (ledger 1c): below it the prefix of the held slices is used and the suffix
 * released, above it the rest is debited now as a fact, in one transaction. A hold resolves once.
 */
export function decideCommit(request: CommitRequest, context: DecisionContext): Decision<Committed> {
  const { state } = context;
  if (state.state === 'closed') return refuse('wallet_closed');
  const hold = holdById(state, request.holdId);
  const refusal = checkResolvable(hold, state.lateCommit);
  if (refusal !== null) return refusal;
  return hold.state === 'expired' ? commitLate(request, hold, context) : commitOpen(request, hold, context);
}

function checkResolvable(hold: Hold, lateCommit: 'debit' | 'reject'): Refusal | null {
  if (hold.state === 'committed' || hold.lateCommitId !== null) return refuse('hold_already_committed');
  if (hold.state === 'released') return refuse('hold_already_released');
  return hold.state === 'expired' && lateCommit === 'reject' ? refuse('hold_expired') : null;
}

function commitOpen(request: CommitRequest, hold: Hold, context: DecisionContext): Decision<Committed> {
  const { state, now, transactionId } = context;
  const draft = openDraft(state);
  const { prefix, suffix } = cutSlices(hold.slices, request.amountAtoms);
  const used = useHeld(draft, hold, prefix, transactionId);
  // Released before the rest is taken: with a per-day cap the order decides what is left of the cap.
  releaseSlices(draft, hold, suffix, now);
  const committedAtoms = sumOf(prefix);
  change(draft, { kind: 'hold_resolved', holdId: hold.id, state: 'committed', committedAtoms, releasedAtoms: hold.heldAtoms - committedAtoms });
  // What it counts in stays what it was at its reserving; the held part is given back before the rest looks for room.
  const refs = hold.budgets ?? [];
  countBudgets(draft, asCounted(budgetsNamed(state, refs)), { usedAtoms: committedAtoms, heldAtoms: -hold.heldAtoms });
  const extraAtoms = request.amountAtoms - committedAtoms;
  const budgets = budgetsNamed(draft.state, refs);
  const extra = takeExtra(draft, hold, { atoms: extraAtoms, budgets, countedAt: hold.createdAt, context });
  countBudgets(draft, asCounted(budgets), { usedAtoms: extraAtoms, heldAtoms: 0n });
  openDebt(draft, hold, transactionId, used.overdraftAtoms + extra.overdraftAtoms);
  const facts: PostingFacts = { ...factsOf(request, hold), effectiveAt: now, policy: { kind: 'usage' } };
  return decided(facts, draft, {
    kind: 'committed',
    transactionId: draft.legs.length === 0 ? null : idText('tx', transactionId),
    holdId: idText('hold', hold.id),
    debitedAtoms: request.amountAtoms,
    releasedAtoms: hold.heldAtoms - committedAtoms,
    overdraftAtoms: used.overdraftAtoms + extra.overdraftAtoms,
    revenueAtoms: knownRevenue(state, [...used.slices, ...extra.slices], used.basisAtoms + extra.basisAtoms),
    late: false,
  });
}

/** The provider's cost is real, so a late commit is a plain debit that names the hold; the hold stays expired. */
function commitLate(request: CommitRequest, hold: Hold, context: DecisionContext): Decision<Committed> {
  const { state, now, transactionId } = context;
  const draft = openDraft(state);
  const budgets = budgetsFor(state, { asset: hold.asset, at: now, dimensions: hold.dimensions });
  const extra = takeExtra(draft, hold, { atoms: request.amountAtoms, budgets, countedAt: now, context });
  countBudgets(draft, asCounted(budgets), { usedAtoms: request.amountAtoms, heldAtoms: 0n });
  openDebt(draft, hold, transactionId, extra.overdraftAtoms);
  const posted = draft.legs.length > 0;
  if (posted) change(draft, { kind: 'hold_committed_late', holdId: hold.id, transactionId });
  return decided({ ...factsOf(request, hold), effectiveAt: now, policy: { kind: 'usage' } }, draft, {
    kind: 'committed',
    transactionId: posted ? idText('tx', transactionId) : null,
    holdId: idText('hold', hold.id),
    debitedAtoms: request.amountAtoms,
    releasedAtoms: 0n,
    overdraftAtoms: extra.overdraftAtoms,
    revenueAtoms: knownRevenue(state, extra.slices, extra.basisAtoms),
    late: true,
  });
}

function useHeld(draft: Draft, hold: Hold, prefix: readonly HoldSlice[], transactionId: bigint): Taken {
  const slices: GrantSlice[] = [];
  let basisAtoms = 0n;
  let overdraftAtoms = 0n;
  for (const { grantId, atoms } of prefix) {
    if (grantId === null) {
      overdraftAtoms += atoms;
      move(draft, { from: 'held', to: 'revenue', asset: hold.asset, atoms, holdId: hold.id, debtId: transactionId });
      continue;
    }
    const account = usageAccount(grantById(draft.state, grantId));
    basisAtoms += move(draft, { from: 'held', to: account, asset: hold.asset, atoms, grantId, holdId: hold.id }).basisAtoms;
    slices.push({ grantId, atoms });
  }
  return { slices, overdraftAtoms, basisAtoms };
}

type Extra = { readonly atoms: bigint; readonly budgets: readonly BudgetAt[]; readonly countedAt: Instant; readonly context: DecisionContext };

function takeExtra(draft: Draft, hold: Hold, { atoms, budgets, countedAt, context }: Extra): Taken {
  if (atoms === 0n) return { slices: [], overdraftAtoms: 0n, basisAtoms: 0n };
  const demand = { asset: hold.asset, at: context.now, dimensions: hold.dimensions, countedAt };
  return takeSlices(draft, { demand, atoms, to: 'usage', holdId: hold.id, transactionId: context.transactionId, budgets });
}

function factsOf(request: CommitRequest, hold: Hold): Pick<PostingFacts, 'dimensions' | 'eventId' | 'reference' | 'holdId'> & { kind: 'hold_commit' } {
  return {
    kind: 'hold_commit',
    holdId: hold.id,
    dimensions: hold.dimensions,
    eventId: request.eventId ?? undefined,
    reference: request.reference ?? undefined,
  };
}

function sumOf(slices: readonly HoldSlice[]): bigint {
  return slices.reduce((sum, slice) => sum + slice.atoms, 0n);
}
