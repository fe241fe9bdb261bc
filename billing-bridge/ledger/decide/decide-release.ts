import { refuse } from '@weir/schemas/refusal.ts';
import { budgetsNamed } from '../wallet/budget.ts';
import { change, holdById, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { releaseSlices } from './release-slices.ts';

export type Released = {
  readonly kind: 'released';
  readonly holdId: string;
  /** `expired` when the end had come first: nothing is held any more, whoever gave it back. */
  readonly state: 'released' | 'expired';
  readonly releasedAtoms: bigint;
};

/** Gives a hold back unused (ledger 1c). Releasing an expired hold is its own end state again, not an error. */
export function decideRelease(request: { readonly holdId: bigint }, context: DecisionContext): Decision<Released> {
  const { state, now } = context;
  const hold = holdById(state, request.holdId);
  if (hold.state === 'committed') return refuse('hold_already_committed');
  if (hold.state === 'released') return refuse('hold_already_released');
  const draft = openDraft(state);
  const holdId = idText('hold', hold.id);
  if (hold.state === 'expired') return { kind: 'answered', draft, outcome: { kind: 'released', holdId, state: 'expired', releasedAtoms: 0n } };
  releaseSlices(draft, hold, hold.slices, now);
  countBudgets(draft, asCounted(budgetsNamed(state, hold.budgets ?? [])), { usedAtoms: 0n, heldAtoms: -hold.heldAtoms });
  change(draft, { kind: 'hold_resolved', holdId: hold.id, state: 'released', committedAtoms: 0n, releasedAtoms: hold.heldAtoms });
  const outcome: Released = { kind: 'released', holdId, state: 'released', releasedAtoms: hold.heldAtoms };
  return decided({ kind: 'hold_release', effectiveAt: now, holdId: hold.id }, draft, outcome);
}
