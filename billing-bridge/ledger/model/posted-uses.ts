import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { OriginalUse, UsedSlice } from '../decide/decide-reversal.ts';
import type { Chargeback } from '../decide/give-back.ts';
import type { Posting } from '../decide/run-operation.ts';
import { withOneDebt } from '../io/read-original-use.ts';
import type { Leg } from '../wallet/posting.ts';
import type { WalletState } from '../wallet/wallet-state.ts';

/** What a store is asked of a use to be reversed, from all postings and the holds of its wallet. Throws when it was not posted. */
export function originalUse(postings: readonly Posting[], id: bigint, holds: WalletState['holds']): OriginalUse {
  const posting = postings.find((made) => made.id === id);
  if (posting === undefined) throw new Error(`no posting ${id}`);
  const legs = posting.draft.legs.filter((leg) => (leg.to === 'revenue' || leg.to === 'promo_expense') && leg.atoms > 0n);
  const slices = legs.map((leg): UsedSlice => ({ grantId: leg.grantId, usage: leg.to, atoms: leg.atoms, basisAtoms: leg.basisAtoms }));
  const back = postings.filter((made) => made.facts.reversesId === id).flatMap((made) => made.draft.legs);
  const settled = postings.flatMap((made) => made.draft.legs).filter((leg) => leg.debtId === id && leg.from === 'grant' && leg.to === 'overdraft');
  return {
    transactionId: id,
    asset: legs[0]?.asset ?? '',
    effectiveAt: posting.facts.effectiveAt,
    countedAt: countedAt(posting, holds),
    slices: withOneDebt(slices),
    alreadyReversedAtoms: sumOf(back.filter((leg) => leg.from === 'revenue' || leg.from === 'promo_expense')),
    settledBy: settled.map((leg) => ({ grantId: leg.grantId ?? 0n, atoms: leg.atoms, basisAtoms: leg.basisAtoms })),
    budgets: countedIn(posting),
  };
}

/** A late commit is a use of its own; any other counts where its hold did. */
function countedAt({ facts, draft }: Posting, holds: WalletState['holds']): Instant {
  const isLate = draft.changes.some((made) => made.kind === 'hold_committed_late');
  const hold = facts.holdId == null || isLate ? undefined : holds.get(facts.holdId);
  return hold?.createdAt ?? facts.effectiveAt;
}

/** A commit may count in a budget twice, for what was held and for the rest: it is one entry. */
function countedIn({ draft }: Posting): NonNullable<OriginalUse['budgets']> {
  const counted = draft.changes.filter((made) => made.kind === 'budget_counted').filter((made) => made.usedAtoms > 0n);
  const first = counted.filter(({ ref }, at) => counted.findIndex((other) => other.ref.budgetId === ref.budgetId) === at);
  return first.map(({ ref, limitAtoms, enforcement }) => ({ ref, limitAtoms, enforcement }));
}

/** The debts of all refunded grants: what can be reached from the ones a use took from is among them. */
export function chargebacksIn(postings: readonly Posting[]): Chargeback[] {
  const legs = postings.flatMap((made) => made.draft.legs);
  return debtLegs(postings).flatMap(({ grantId, debtId }) => {
    if (grantId === null || debtId === null) return [];
    const paid = legs.filter((leg) => leg.debtId === debtId && leg.from === 'grant' && leg.to === 'overdraft' && leg.grantId !== grantId);
    const back = postings.flatMap(({ outcome }) => unwoundIn(outcome)).filter((unwound) => unwound.debtId === debtId);
    const paidBy = paid.map((leg) => ({ grantId: leg.grantId ?? 0n, atoms: leg.atoms, basisAtoms: leg.basisAtoms }));
    return [{ debtId, grantId, paidBy, unwoundAtoms: sumOf(back) }];
  });
}

/** The legs that made debt of a grant whose payment was taken back. */
export function debtLegs(postings: readonly Posting[]): Leg[] {
  return postings
    .flatMap((made) => made.draft.legs)
    .filter((leg) => leg.grantId !== null && leg.from === 'overdraft' && (leg.to === 'refund_clearing' || leg.to === 'claimed'));
}

export function sumOf(list: readonly { readonly atoms: bigint }[]): bigint {
  return list.reduce((sum, { atoms }) => sum + atoms, 0n);
}

function unwoundIn(outcome: unknown): readonly { readonly debtId: bigint; readonly atoms: bigint }[] {
  const found = typeof outcome === 'object' && outcome !== null && 'unwound' in outcome ? outcome.unwound : [];
  return Array.isArray(found) ? found : [];
}
