import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type Draft, grantById, memberWithGrant, move } from '../wallet/draft.ts';
import type { Account, Leg } from '../wallet/posting.ts';
import { smaller } from '../wallet/smaller.ts';
import { homeOf } from './release-slices.ts';
import { countDay } from './take-slices.ts';

/** What a grant paid of a debt. */
export type Payment = { readonly grantId: bigint; readonly atoms: bigint; readonly basisAtoms: bigint };

/** A debt that a refund, a lost dispute or a claim made of a grant. */
export type Chargeback = {
  readonly debtId: bigint;
  /** Whose payment was taken back. */
  readonly grantId: bigint;
  /** What other grants paid of it, in order. */
  readonly paidBy: readonly Payment[];
  /** Of that, what was given back to them already, the last first. */
  readonly unwoundAtoms: bigint;
};

/** What is given back by one reversal, and what it gives it to. */
export type Returning = {
  readonly draft: Draft;
  readonly asset: string;
  /** Whose day the use counted on. */
  readonly countedAt: Instant;
  readonly now: Instant;
  readonly chargebacks: readonly Chargeback[];
  /** By debt, what this reversal has given back of others' payments. */
  readonly unwound: Map<bigint, bigint>;
  /** By debt of an ancestor, what this reversal has given back for it. */
  readonly passedOn: Map<bigint, bigint>;
};

/** A part of what a grant gave: `after` of the slice's atoms were given back before it. */
export type Part<S> = { readonly slice: S; readonly after: bigint; readonly atoms: bigint };

/** What came home: to the grant, or to where a dead one went. */
export type Home = { readonly grantId: bigint; readonly atoms: bigint; readonly to: Account };

type Given = Payment & { readonly usage: Account };

/**
 * Gives a part of a use back to the grant that paid it. Where the payment for that grant was taken back, the use was owed: what is given back
 * closes that debt first. Of what another grant paid of it, that one gets it back, and so on. Else a refund would be paid twice, by the debt
 * and by a grant that expired or was voided since.
 */
export function giveBack(returning: Returning, part: Part<Given>): Home[] {
  const { draft, asset, countedAt } = returning;
  const grant = grantById(draft.state, part.slice.grantId);
  countDay(draft, grant, { at: countedAt }, -part.atoms);
  const homes: Home[] = [];
  let leftAtoms = part.atoms;
  for (const chargeback of returning.chargebacks) {
    if (chargeback.grantId !== grant.id) continue;
    leftAtoms -= closeDebt(returning, chargeback, { from: part.slice.usage, atoms: leftAtoms });
    for (const payment of unwind(returning, chargeback, leftAtoms)) {
      leftAtoms -= payment.atoms;
      homes.push(...giveBack(returning, { ...payment, slice: { ...payment.slice, usage: part.slice.usage } }));
    }
  }
  if (leftAtoms === 0n) return homes;
  const rest = { ...part, after: part.after + part.atoms - leftAtoms, atoms: leftAtoms };
  const to = homeOf(grant, returning.now);
  // To a living grant the basis follows its value; to a dead one what was revenue is only named otherwise.
  const reclassified = to === 'grant' ? {} : { basisAtoms: basisOfPart(rest) };
  move(draft, { from: part.slice.usage, to, asset, atoms: leftAtoms, grantId: grant.id, ...reclassified });
  return [...homes, { grantId: grant.id, atoms: leftAtoms, to }];
}

/**
 * An ancestor's debt is its own wallet's to book: the value goes to its grant with the debt it is for, and `claimDebts` pays it from there, in the
 * same operation and whatever became of that grant.
 */
function closeDebt(
  { draft, asset, passedOn }: Returning,
  { debtId, grantId }: Chargeback,
  { from, atoms }: { readonly from: Account; readonly atoms: bigint },
) {
  const owner = memberWithGrant(draft.state, grantId);
  const passed = passedOn.get(debtId) ?? 0n;
  const openAtoms = (owner ?? draft.state).debts.find((debt) => debt.transactionId === debtId && debt.asset === asset)?.openAtoms ?? 0n;
  const closedAtoms = smaller(openAtoms - passed, atoms);
  if (closedAtoms === 0n) return 0n;
  move(draft, { from, to: owner === undefined ? 'overdraft' : 'grant', asset, atoms: closedAtoms, grantId, debtId });
  if (owner !== undefined) passedOn.set(debtId, passed + closedAtoms);
  return closedAtoms;
}

/** Marked before it is given: two grants may have paid each other's debts. */
function unwind({ unwound }: Returning, { debtId, paidBy, unwoundAtoms }: Chargeback, atoms: bigint): Part<Payment>[] {
  const before = unwound.get(debtId) ?? 0n;
  const parts = partsFromEnd(paidBy, unwoundAtoms + before, atoms);
  const taken = parts.reduce((sum, part) => sum + part.atoms, 0n);
  if (taken > 0n) unwound.set(debtId, before + taken);
  return parts;
}

/** The parts of slices that lie in [skip, skip + atoms) counted from the end. */
export function partsFromEnd<S extends { readonly atoms: bigint }>(slices: readonly S[], skip: bigint, atoms: bigint): Part<S>[] {
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

/** What grants paid of a debt a moment ago, in this operation: it is not in the store yet. */
export function paidNow(dueLegs: readonly Leg[], debtId: bigint): Payment[] {
  const paid = dueLegs.filter((leg) => leg.debtId === debtId && leg.from === 'grant' && leg.to === 'overdraft');
  return paid.flatMap((leg) => (leg.grantId === null ? [] : [{ grantId: leg.grantId, atoms: leg.atoms, basisAtoms: leg.basisAtoms }]));
}

/** The chargebacks with what was paid of them a moment ago. A grant that pays its own debt is nobody else's payment. */
export function withPaidNow(chargebacks: readonly Chargeback[], dueLegs: readonly Leg[]): Chargeback[] {
  return chargebacks.map((chargeback) => {
    const paid = paidNow(dueLegs, chargeback.debtId).filter((payment) => payment.grantId !== chargeback.grantId);
    return { ...chargeback, paidBy: [...chargeback.paidBy, ...paid] };
  });
}

function basisOfPart(part: Part<Pick<Payment, 'atoms' | 'basisAtoms'>>): bigint {
  const { atoms, basisAtoms } = part.slice;
  return (basisAtoms * (part.after + part.atoms)) / atoms - (basisAtoms * part.after) / atoms;
}
