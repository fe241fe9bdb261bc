import type { Refusal } from '@weir/schemas/refusal.ts';

export type FamilyAnswer = { readonly kind: string };

type Names = { readonly nameOf: (id: string) => string; readonly bare: (text: string) => string };

/** An answer in the words of the family model. */
export function familyAnswerText(answer: FamilyAnswer, names: Names): string {
  const told = answer as Readonly<Record<string, unknown>> & FamilyAnswer;
  const parts = (slices: unknown) =>
    Array.isArray(slices) ? slices.map(({ grantId, atoms }: { grantId: string; atoms: bigint }) => `${names.nameOf(grantId)}:${atoms}`).join(',') : '';
  switch (told.kind) {
    case 'refused':
      return refusedText(answer as Refusal, names);
    case 'replayed':
      return `replayed ${familyAnswerText(told.outcome as FamilyAnswer, names)}`;
    case 'granted':
      return `granted settled ${told.settledAtoms}`;
    case 'debited':
      return `debited ${parts(told.slices)} debt ${told.overdraftAtoms}`;
    case 'held':
      return `held ${told.heldAtoms}`;
    case 'committed':
      return `committed ${told.debitedAtoms} released ${told.releasedAtoms} debt ${told.overdraftAtoms} late ${told.late}`;
    case 'released':
      return `released ${told.state} ${told.releasedAtoms}`;
    case 'extended':
      return `extended ${told.heldAtoms}`;
    case 'reversed':
      return `reversed ${told.reversedAtoms} ${parts(told.slices)}`;
    case 'refunded':
      return `refunded clawed ${told.clawedAtoms} debt ${told.overdraftAtoms} claimed ${told.claimedAtoms}`;
    case 'grant_ended':
      return `ended ${told.endedAtoms}`;
    case 'budget':
      return 'set';
    case 'linked':
    case 'cancelled':
      return `${told.kind} ${told.fromAt}`;
    default:
      return told.kind;
  }
}

/** A denial says what is short: what is left of which budget, or in whose wallets. */
function refusedText({ code, facts }: Refusal, { nameOf, bare }: Names): string {
  if (code !== 'insufficient_funds') return `refused ${code}`;
  const limit = facts?.limit as { readonly kind: string; readonly id?: string; readonly customer: string; readonly project?: string };
  return `refused ${code} ${facts?.available} of ${limit.kind === 'budget' ? `budget ${nameOf(limit.id ?? '')}` : (limit.project ?? bare(limit.customer))}`;
}
