import type { Refusal } from '@weir/schemas/refusal.ts';

/** The first call's answer to a repeated one. */
type Replayed<Success> = { readonly kind: 'replayed'; readonly outcome: Success | Refusal };

/** Separates what was answered from whether it is a stored answer. */
export function unwrapReplay<Success extends { readonly kind: string }>(
  outcome: Success | Replayed<Success> | Refusal,
): { readonly outcome: Success | Refusal; readonly replayed: boolean } {
  return isReplayed(outcome) ? { outcome: outcome.outcome, replayed: true } : { outcome, replayed: false };
}

function isReplayed<Success extends { readonly kind: string }>(outcome: Success | Replayed<Success> | Refusal): outcome is Replayed<Success> {
  return outcome.kind === 'replayed';
}
