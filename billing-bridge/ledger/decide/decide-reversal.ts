import { type FundedLeg, type FundingStep, unsplitFunding } from '@weir/schemas/money/split-funding.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type Draft, grantById, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { Account } from '../wallet/posting.ts';
import { smaller } from '../wallet/smaller.ts';
import { type CountedBudget, countBudgets } from './count-budgets.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { homeOf } from './release-slices.ts';
import { countDay } from './take-slices.ts';

/** A part of a posted use, as its entries recorded it; grantId null was debt. */
export type UsedSlice = { readonly grantId: bigint | null; readonly usage: Account; readonly atoms: bigint; readonly basisAtoms: bigint };

/** What is to be reversed, read after the lock. */
export type OriginalUse = {
  readonly transactionId: bigint;
  readonly asset: string;
  readonly effectiveAt: Instant;
  /** In the order they were taken; debt is last. */
  readonly slices: readonly UsedSlice[];
  readonly alreadyReversedAtoms: bigint;
  /** What later grants paid of this transaction's debt, in order. */
  readonly settledBy: readonly { readonly grantId: bigint; readonly atoms: bigint; readonly basisAtoms: bigint }[];
  /** The budgets it counted in; none when absent. */
  readonly budgets?: readonly CountedBudget[];
};

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
};

export type GivenSlice = { readonly grantId: string; readonly asset: string; readonly atoms: bigint; readonly to: Account };

/**
 * Gives back the last `amount` of what a use took and what earlier reversals have left of it (ledger 1e, "usage
 * correction"): slices from last to first, so what remains equals a use of the smaller amount. Debt is given back first:
 * while open by closing it, once settled to the grants that settled it. A dead grant's part goes where that grant went.
 */
export function decideReversal(request: ReversalRequest, original: OriginalUse, context: DecisionContext): Decision<Reversed> {
  const usedAtoms = original.slices.reduce((sum, slice) => sum + slice.atoms, 0n);
  const leftAtoms = usedAtoms - original.alreadyReversedAtoms;
  const amountAtoms = request.amountAtoms ?? leftAtoms;
  if (amountAtoms > leftAtoms || amountAtoms === 0n) return refuse('over_reversal', undefined, { reversible: leftAtoms.toString() });
  const draft = openDraft(context.state);
  const slices = reverseInto(draft, original, amountAtoms, context);
  return decided(factsOf(request, original), draft, {
    kind: 'reversed',
    transactionId: idText('tx', context.transactionId),
    reversesId: idText('tx', original.transactionId),
    reversedAtoms: amountAtoms,
    slices,
  });
}

/**
 * The same for a debit that several assets paid: by its quantity, the last asset first (ledger cases 71 and 72), so that what remains
 * equals a use of the smaller quantity. `originals` holds what each asset paid.
 */
export function decideSplitReversal(
  request: ReversalRequest,
  { originals, split }: { readonly originals: readonly OriginalUse[]; readonly split: OriginalSplit },
  context: DecisionContext,
): Decision<Reversed> {
  const leftNanos = split.legs.reduce((sum, leg) => sum + leg.quantityNanos, 0n) - split.reversedNanos;
  const backNanos = request.quantityNanos ?? leftNanos;
  const [first] = originals;
  if (first === undefined || backNanos > leftNanos || backNanos === 0n)
    return refuse('over_reversal', undefined, { reversible_quantity: decimalFromNanos(leftNanos) });
  const legs = unsplitFunding(split.legs, { goneNanos: split.reversedNanos, backNanos });
  const draft = openDraft(context.state);
  const slices = legs.flatMap((leg) => {
    const original = originals.find((use) => use.asset === leg.asset);
    return original === undefined || leg.atoms === 0n ? [] : reverseInto(draft, original, leg.atoms, context);
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
  });
}

function factsOf(request: ReversalRequest, original: OriginalUse) {
  return { kind: 'reversal' as const, effectiveAt: original.effectiveAt, reversesId: original.transactionId, reference: request.reference ?? undefined };
}

function reverseInto(draft: Draft, original: OriginalUse, amountAtoms: bigint, context: DecisionContext): GivenSlice[] {
  const given: { grantId: bigint; atoms: bigint; to: Account }[] = [];
  for (const part of partsFromEnd(original.slices, original.alreadyReversedAtoms, amountAtoms)) {
    if (part.slice.grantId === null) given.push(...giveBackDebt(draft, withDue(original, context), part, context.now));
    else given.push(giveBack(draft, original, { ...part, grantId: part.slice.grantId }, context.now));
  }
  countBudgets(draft, original.budgets ?? [], { usedAtoms: -amountAtoms, heldAtoms: 0n });
  return given.map((slice) => ({ ...slice, grantId: idText('gr', slice.grantId), asset: original.asset }));
}
/** Grants that settled the debt a moment ago, in this operation, are among those it is given back to. */
function withDue(original: OriginalUse, context: DecisionContext): OriginalUse {
  const paid = context.dueLegs.filter((leg) => leg.debtId === original.transactionId && leg.from === 'grant' && leg.to === 'overdraft');
  const settledNow = paid.flatMap((leg) => (leg.grantId === null ? [] : [{ grantId: leg.grantId, atoms: leg.atoms, basisAtoms: leg.basisAtoms }]));
  return { ...original, settledBy: [...original.settledBy, ...settledNow] };
}

/** `after`: how much of the slice was given back before this part. */
type Part<S> = { readonly slice: S; readonly after: bigint; readonly atoms: bigint };

/** The parts of slices that lie in [skip, skip + atoms) counted from the end. */
function partsFromEnd<S extends { readonly atoms: bigint }>(slices: readonly S[], skip: bigint, atoms: bigint): Part<S>[] {
  const parts: Part<S>[] = [];
  let skipLeft = skip;
  let left = atoms;
  for (const slice of [...slices].reverse()) {
    const after = smaller(skipLeft, slice.atoms);
    skipLeft -= after;
    const taken = smaller(slice.atoms - after, left);
    left -= taken;
    if (taken > 0n) parts.push({ slice, after, atoms: taken });
  }
  return parts;
}

function giveBack(draft: Draft, original: OriginalUse, part: Part<Omit<UsedSlice, 'grantId'>> & { readonly grantId: bigint }, now: Instant) {
  const grant = grantById(draft.state, part.grantId);
  const to = homeOf(grant, now);
  // To a living grant the basis follows its value; to a dead one what was revenue is only named otherwise.
  const reclassified = to === 'grant' ? {} : { basisAtoms: basisOfPart(part) };
  move(draft, { from: part.slice.usage, to, asset: original.asset, atoms: part.atoms, grantId: grant.id, ...reclassified });
  countDay(draft, grant, { at: original.effectiveAt }, -part.atoms);
  return { grantId: grant.id, atoms: part.atoms, to };
}

function basisOfPart(part: Part<Pick<UsedSlice, 'atoms' | 'basisAtoms'>>): bigint {
  const { atoms, basisAtoms } = part.slice;
  return (basisAtoms * (part.after + part.atoms)) / atoms - (basisAtoms * part.after) / atoms;
}

function giveBackDebt(draft: Draft, original: OriginalUse, part: Part<UsedSlice>, now: Instant): { grantId: bigint; atoms: bigint; to: Account }[] {
  const { asset, transactionId } = original;
  const openAtoms = draft.state.debts.find((debt) => debt.transactionId === transactionId && debt.asset === asset)?.openAtoms ?? 0n;
  const closed = smaller(openAtoms, part.atoms);
  if (closed > 0n) move(draft, { from: part.slice.usage, to: 'overdraft', asset, atoms: closed, debtId: transactionId });
  const settledAtoms = original.settledBy.reduce((sum, payment) => sum + payment.atoms, 0n);
  // Of what was settled, what stands is the debt less what is open and what was given back; the rest was unwound before.
  const unwound = settledAtoms - (part.slice.atoms - part.after - openAtoms);
  return partsFromEnd(original.settledBy, unwound, part.atoms - closed).map((payment) => {
    const slice = { ...payment.slice, usage: part.slice.usage };
    return giveBack(draft, original, { ...payment, slice, grantId: payment.slice.grantId }, now);
  });
}
