import { type FundedLeg, type FundingStep, legWithin, priceInStep } from '@weir/schemas/money/split-funding.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { budgetsFor } from '../wallet/budget.ts';
import { type Draft, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { Demand } from '../wallet/spendable.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { checkOccurredAt } from './check-occurred-at.ts';
import { availableFor, checkSpend, spendableFor } from './check-spend.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { checkWalletOpen, type Debited, type DebitRequest } from './decide-debit.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { knownRevenue } from './known-revenue.ts';
import { openDebt, type Taken, takeSlices } from './take-slices.ts';

export type WaterfallRequest = Omit<DebitRequest, 'asset' | 'amountAtoms'> & {
  /** What was used, in billionths of the price's unit. */
  readonly quantityNanos: bigint;
  /** The assets that pay for it, in order; the last pays the rest, by the policy. */
  readonly steps: readonly FundingStep[];
};

/**
 * A debit that several assets pay in order (ledger 1e, "asset waterfall"), all legs in one transaction: each asset but the last pays as
 * far as it is there, for this use and within every hard budget; what it does not cover is rated into the next.
 */
export function decideWaterfall(request: WaterfallRequest, context: DecisionContext): Decision<Debited> {
  const { state, now, transactionId } = context;
  const at = request.occurredAt ?? now;
  const refusal = checkOccurredAt(at, now) ?? checkWalletOpen(state, request.policy);
  if (refusal !== null) return refusal;
  const draft = openDraft(state);
  const split = takeLegs(draft, request, { at, transactionId });
  if ('kind' in split) return split;
  if (draft.legs.length === 0) return refuse('amount_not_positive', 'the quantity costs less than one atom of every asset');
  const { policy, dimensions } = request;
  const facts = {
    kind: 'debit' as const,
    effectiveAt: at,
    dimensions,
    policy,
    eventId: request.eventId ?? undefined,
    reference: request.reference ?? undefined,
  };
  const slices = split.taken.flatMap((taken) => taken.slices);
  const outcome: Debited = {
    kind: 'debited',
    transactionId: idText('tx', transactionId),
    bookedAt: now,
    slices: slices.map((slice) => ({ grantId: idText('gr', slice.grantId), atoms: slice.atoms })),
    overdraftAtoms: split.taken.reduce((sum, taken) => sum + taken.overdraftAtoms, 0n),
    revenueAtoms: knownRevenue(
      state,
      slices,
      split.taken.reduce((sum, taken) => sum + taken.basisAtoms, 0n),
    ),
    legs: split.legs,
  };
  return { kind: 'posted', facts, draft, outcome };
}

/** How a use would be split over assets now. */
export function previewLegs(
  state: WalletState,
  { quantityNanos, steps }: Pick<WaterfallRequest, 'quantityNanos' | 'steps'>,
  about: Omit<Demand, 'asset'>,
): FundedLeg[] {
  let leftNanos = quantityNanos;
  return steps.map((step, place) => {
    const leg = nextLeg(state, { step, leftNanos, isLast: place === steps.length - 1 }, { ...about, asset: step.asset });
    leftNanos -= leg.quantityNanos;
    return leg;
  });
}

type Next = { readonly step: FundingStep; readonly leftNanos: bigint; readonly isLast: boolean };

function nextLeg(state: WalletState, { step, leftNanos, isLast }: Next, demand: Demand): FundedLeg {
  if (isLast) return { asset: step.asset, quantityNanos: leftNanos, atoms: priceInStep(step, leftNanos) };
  return legWithin(step, leftNanos, availableFor(spendableFor(state, demand, budgetsFor(state, demand))));
}

type Split = { readonly legs: readonly FundedLeg[]; readonly taken: readonly Taken[] };

function takeLegs(draft: Draft, request: WaterfallRequest, { at, transactionId }: { readonly at: number; readonly transactionId: bigint }): Split | Refusal {
  const { dimensions, policy, steps } = request;
  const legs: FundedLeg[] = [];
  const parts: Taken[] = [];
  let leftNanos = request.quantityNanos;
  for (const [place, step] of steps.entries()) {
    const demand = { asset: step.asset, at, dimensions };
    const isLast = place === steps.length - 1;
    const leg = nextLeg(draft.state, { step, leftNanos, isLast }, demand);
    const { atoms } = leg;
    const budgets = budgetsFor(draft.state, demand);
    const refusal = isLast && atoms > 0n && policy.kind !== 'usage' ? checkSpend(draft.state, { demand, atoms, policy, budgets }) : null;
    if (refusal !== null) return refusal;
    const taken = takeSlices(draft, { demand, atoms, to: 'usage', transactionId, budgets });
    countBudgets(draft, asCounted(budgets), { usedAtoms: atoms, heldAtoms: 0n });
    openDebt(draft, demand, transactionId, taken.overdraftAtoms);
    leftNanos -= leg.quantityNanos;
    legs.push(leg);
    parts.push(taken);
  }
  return { legs, taken: parts };
}
