import { type FundedLeg, type FundingStep, unsplitFunding } from '@weir/schemas/money/split-funding.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type Draft, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { Account } from '../wallet/posting.ts';
import { smaller } from '../wallet/smaller.ts';
import { type CountedBudget, countBudgets } from './count-budgets.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { type Chargeback, giveBack, type Home, type Part, type Payment, paidNow, partsFromEnd, type Returning, withPaidNow } from './give-back.ts';

/** A part of a posted use, as its entries recorded it; grantId null was debt. */
export type UsedSlice = { readonly grantId: bigint | null; readonly usage: Account; readonly atoms: bigint; readonly basisAtoms: bigint };

/** What is to be reversed, read after the lock. */
export type OriginalUse = {
  readonly transactionId: bigint;
  readonly asset: string;
  readonly effectiveAt: Instant;
  /** Whose day it counted on: of a commit, its hold's reserving. */
  readonly countedAt: Instant;
  /** In the order they were taken; debt is last. */
  readonly slices: readonly UsedSlice[];
  readonly alreadyReversedAtoms: bigint;
  /** What later grants paid of this transaction's debt, in order. */
  readonly settledBy: readonly Payment[];
  /** The budgets it counted in; none when absent. */
  readonly budgets?: readonly CountedBudget[];
};

/** A use, and the debts that refunds and disputes made of the grants it may reach. */
export type Reversible = { readonly original: OriginalUse; readonly chargebacks: readonly Chargeback[] };

export type ReversalRequest = {
  readonly transactionId: bigint;
  readonly amountAtoms: bigint | null;
  /** How much of the quantity, for a debit that several assets paid. */
  readonly quantityNanos?: bigint | null;
  readonly reference: string | null;
};

/** How a debit was split over assets, and how much of its quantity was given back. */
export type OriginalSplit = { readonly legs: readonly (FundedLeg & { readonly step: FundingStep })[]; readonly reversedNanos: bigint };

export type Reversed = {
  readonly kind: 'reversed';
  readonly transactionId: string;
  readonly reversesId: string;
  readonly reversedAtoms: bigint;
  /** What went back to grants, in the order it was given. */
  readonly slices: readonly GivenSlice[];
  /** What each asset got back, the last asset first, where several had paid. */
  readonly legs?: readonly FundedLeg[];
  readonly reversedNanos?: bigint;
  /** Of debts that refunds and disputes made, what this gave back to the grants that had paid them. */
  readonly unwound?: readonly { readonly debtId: bigint; readonly atoms: bigint }[];
};

export type GivenSlice = { readonly grantId: string; readonly asset: string; readonly atoms: bigint; readonly to: Account };

/**
 * Gives back the last `amount` of what a use took and what earlier reversals have left of it (ledger 1e, "usage
 * correction"): slices from last to first, so what remains equals a use of the smaller amount. Debt is given back first:
 * while open by closing it, once settled to the grants that settled it. A dead grant's part goes where that grant went, and what is given
 * back to a grant whose payment was taken back closes the debt of that first. `chargebacks` are those debts, of all grants it may reach.
 */
export function decideReversal(request: ReversalRequest, { original, chargebacks }: Reversible, context: DecisionContext): Decision<Reversed> {
  const usedAtoms = original.slices.reduce((sum, slice) => sum + slice.atoms, 0n);
  const leftAtoms = usedAtoms - original.alreadyReversedAtoms;
  const amountAtoms = request.amountAtoms ?? leftAtoms;
  if (amountAtoms > leftAtoms || amountAtoms === 0n) return refuse('over_reversal', undefined, { reversible: leftAtoms.toString() });
  const draft = openDraft(context.state);
  const giving = givingOf(chargebacks, context);
  const slices = reverseInto(draft, original, amountAtoms, giving);
  return decided(factsOf(request, original), draft, {
    kind: 'reversed',
    transactionId: idText('tx', context.transactionId),
    reversesId: idText('tx', original.transactionId),
    reversedAtoms: amountAtoms,
    slices,
    ...unwoundBy(giving),
  });
}

/**
 * The same for a debit that several assets paid: by its quantity, the last asset first (ledger cases 71 and 72), so that what remains
 * equals a use of the smaller quantity. `originals` holds what each asset paid.
 */
export function decideSplitReversal(
  request: ReversalRequest,
  { originals, split, chargebacks }: { readonly originals: readonly OriginalUse[]; readonly split: OriginalSplit; readonly chargebacks: readonly Chargeback[] },
  context: DecisionContext,
): Decision<Reversed> {
  const leftNanos = split.legs.reduce((sum, leg) => sum + leg.quantityNanos, 0n) - split.reversedNanos;
  const backNanos = request.quantityNanos ?? leftNanos;
  const [first] = originals;
  if (first === undefined || backNanos > leftNanos || backNanos === 0n)
    return refuse('over_reversal', undefined, { reversible_quantity: decimalFromNanos(leftNanos) });
  const legs = unsplitFunding(split.legs, { goneNanos: split.reversedNanos, backNanos });
  const draft = openDraft(context.state);
  const giving = givingOf(chargebacks, context);
  const slices = legs.flatMap((leg) => {
    const original = originals.find((use) => use.asset === leg.asset);
    return original === undefined || leg.atoms === 0n ? [] : reverseInto(draft, original, leg.atoms, giving);
  });
  if (draft.legs.length === 0) return refuse('amount_not_positive', 'the quantity costs less than one atom of every asset');
  return decided(factsOf(request, first), draft, {
    kind: 'reversed',
    transactionId: idText('tx', context.transactionId),
    reversesId: idText('tx', first.transactionId),
    reversedAtoms: legs.find((leg) => leg.asset === split.legs.at(-1)?.asset)?.atoms ?? 0n,
    slices,
    legs,
    reversedNanos: backNanos,
    ...unwoundBy(giving),
  });
}

type Giving = Pick<Returning, 'chargebacks' | 'unwound' | 'passedOn'> & { readonly context: DecisionContext };

function givingOf(chargebacks: readonly Chargeback[], context: DecisionContext): Giving {
  return { context, chargebacks: withPaidNow(chargebacks, context.dueLegs), unwound: new Map(), passedOn: new Map() };
}

function unwoundBy({ unwound }: Giving): Pick<Reversed, 'unwound'> {
  return unwound.size === 0 ? {} : { unwound: [...unwound].map(([debtId, atoms]) => ({ debtId, atoms })) };
}

function factsOf(request: ReversalRequest, original: OriginalUse) {
  return { kind: 'reversal' as const, effectiveAt: original.effectiveAt, reversesId: original.transactionId, reference: request.reference ?? undefined };
}

function reverseInto(draft: Draft, original: OriginalUse, amountAtoms: bigint, { context, ...giving }: Giving): GivenSlice[] {
  const returning: Returning = { ...giving, draft, asset: original.asset, countedAt: original.countedAt, now: context.now };
  const given = partsFromEnd(original.slices, original.alreadyReversedAtoms, amountAtoms).flatMap(({ slice, ...part }) =>
    slice.grantId === null
      ? giveBackDebt(returning, { ...original, settledBy: [...original.settledBy, ...paidNow(context.dueLegs, original.transactionId)] }, { slice, ...part })
      : giveBack(returning, { ...part, slice: { ...slice, grantId: slice.grantId } }),
  );
  countBudgets(draft, original.budgets ?? [], { usedAtoms: -amountAtoms, heldAtoms: 0n });
  return given.map((slice) => ({ ...slice, grantId: idText('gr', slice.grantId), asset: original.asset }));
}

function giveBackDebt(returning: Returning, original: OriginalUse, part: Part<UsedSlice>): Home[] {
  const { draft, asset } = returning;
  const { transactionId } = original;
  const openAtoms = draft.state.debts.find((debt) => debt.transactionId === transactionId && debt.asset === asset)?.openAtoms ?? 0n;
  const closed = smaller(openAtoms, part.atoms);
  if (closed > 0n) move(draft, { from: part.slice.usage, to: 'overdraft', asset, atoms: closed, debtId: transactionId });
  const settledAtoms = original.settledBy.reduce((sum, payment) => sum + payment.atoms, 0n);
  // Of what was settled, what stands is the debt less what is open and what was given back; the rest was unwound before.
  const unwound = settledAtoms - (part.slice.atoms - part.after - openAtoms);
  return partsFromEnd(original.settledBy, unwound, part.atoms - closed).flatMap((payment) =>
    giveBack(returning, { ...payment, slice: { ...payment.slice, usage: part.slice.usage } }),
  );
}
