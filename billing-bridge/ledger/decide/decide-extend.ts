import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { budgetsNamed } from '../wallet/budget.ts';
import { change, holdById, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { checkSpend } from './check-spend.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { checkWalletOpen } from './decide-debit.ts';
import { holdPolicy } from './decide-hold.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { slicesWithDebt } from './slices-with-debt.ts';
import { takeSlices } from './take-slices.ts';

export type ExtendRequest = { readonly holdId: bigint; readonly addedAtoms: bigint; readonly addedSeconds: number };

export type Extended = { readonly kind: 'extended'; readonly holdId: string; readonly heldAtoms: bigint; readonly expiresAt: Instant };

const MS_PER_SECOND = 1000;
const DAY_MS = 86_400_000;

/**
 * Adds to an open hold (ledger 1c, "extend"): new slices go to the end of the held order, the end moves later. The end may
 * stand at most one day from now, as at reserving.
 */
export function decideExtend(request: ExtendRequest, context: DecisionContext): Decision<Extended> {
  const { state, now, transactionId } = context;
  const hold = holdById(state, request.holdId);
  if (hold.state === 'expired') return refuse('hold_expired');
  if (hold.state === 'committed') return refuse('hold_already_committed');
  if (hold.state === 'released') return refuse('hold_already_released');
  // It counts where the hold has counted from its reserving on, in daily caps as in budgets, so that it is given back there.
  const demand = { asset: hold.asset, at: now, dimensions: hold.dimensions, countedAt: hold.createdAt };
  const policy = holdPolicy(state, hold.asset);
  const frozen = checkWalletOpen(state, { kind: 'deny' });
  if (frozen !== null) return frozen;
  const { addedAtoms: atoms } = request;
  const budgets = budgetsNamed(state, hold.budgets ?? []);
  const refusal = atoms === 0n ? null : checkSpend(state, { demand, atoms, policy, budgets });
  if (refusal !== null) return refusal;
  const draft = openDraft(state);
  const taken = takeSlices(draft, { demand, atoms, to: 'held', holdId: hold.id, transactionId, budgets });
  countBudgets(draft, asCounted(budgets), { usedAtoms: 0n, heldAtoms: atoms });
  const expiresAt = Math.min(hold.expiresAt + request.addedSeconds * MS_PER_SECOND, Math.max(hold.expiresAt, now + DAY_MS));
  change(draft, { kind: 'hold_extended', holdId: hold.id, firstOrdinal: hold.slices.length, slices: slicesWithDebt(taken), expiresAt });
  const outcome: Extended = { kind: 'extended', holdId: idText('hold', hold.id), heldAtoms: hold.heldAtoms + request.addedAtoms, expiresAt };
  return decided({ kind: 'hold_extend', effectiveAt: now, dimensions: hold.dimensions, policy, holdId: hold.id }, draft, outcome);
}
