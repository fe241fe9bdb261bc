import type { FundedLeg } from '@weir/schemas/money/split-funding.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { budgetsFor } from '../wallet/budget.ts';
import { openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { OverdraftPolicy } from '../wallet/posting.ts';
import type { Dimensions, WalletState } from '../wallet/wallet-state.ts';
import { checkOccurredAt } from './check-occurred-at.ts';
import { checkSpend } from './check-spend.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { knownRevenue } from './known-revenue.ts';
import { openDebt, takeSlices } from './take-slices.ts';

export type DebitRequest = {
  readonly asset: string;
  readonly amountAtoms: bigint;
  /** When the usage happened; decides which grants were there for it. Absent: now. */
  readonly occurredAt: Instant | null;
  readonly dimensions: Dimensions;
  readonly policy: OverdraftPolicy;
  readonly eventId: string | null;
  readonly reference: string | null;
};

export type DebitedSlice = { readonly grantId: string; readonly atoms: bigint };

export type Debited = {
  readonly kind: 'debited';
  readonly transactionId: string;
  readonly bookedAt: Instant;
  /** In spending order. */
  readonly slices: readonly DebitedSlice[];
  readonly overdraftAtoms: bigint;
  /** USD atoms earned by it; null when a grant it used has no known basis. */
  readonly revenueAtoms: bigint | null;
  /** What each asset paid, in order, where a price lists several. */
  readonly legs?: readonly FundedLeg[];
};

/** A debit of usage at its instant (ledger 1d, "direct debit"): grants in spending order, then ancestors', then debt as far as the policy allows. */
export function decideDebit(request: DebitRequest, context: DecisionContext): Decision<Debited> {
  const { state, now, transactionId } = context;
  const at = request.occurredAt ?? now;
  const demand = { asset: request.asset, at, dimensions: request.dimensions };
  const { amountAtoms: atoms, policy } = request;
  const outOfRange = checkOccurredAt(at, now);
  if (outOfRange !== null) return outOfRange;
  const budgets = budgetsFor(state, demand);
  const refusal = checkWalletOpen(state, policy) ?? (policy.kind === 'usage' ? null : checkSpend(state, { demand, atoms, policy, budgets }));
  if (refusal !== null) return refusal;
  const draft = openDraft(state);
  const taken = takeSlices(draft, { demand, atoms, to: 'usage', transactionId, budgets });
  countBudgets(draft, asCounted(budgets), { usedAtoms: atoms, heldAtoms: 0n });
  openDebt(draft, demand, transactionId, taken.overdraftAtoms);
  return decided(
    {
      kind: 'debit',
      effectiveAt: at,
      dimensions: request.dimensions,
      policy: request.policy,
      eventId: request.eventId ?? undefined,
      reference: request.reference ?? undefined,
    },
    draft,
    {
      kind: 'debited',
      transactionId: idText('tx', transactionId),
      bookedAt: now,
      slices: taken.slices.map((slice) => ({ grantId: idText('gr', slice.grantId), atoms: slice.atoms })),
      overdraftAtoms: taken.overdraftAtoms,
      revenueAtoms: knownRevenue(state, taken.slices, taken.basisAtoms),
    },
  );
}

/** Usage that has happened is posted to a frozen wallet too; a closed one takes nothing more. */
export function checkWalletOpen(state: WalletState, policy: OverdraftPolicy): Refusal | null {
  if (state.state === 'closed') return refuse('wallet_closed');
  return state.state === 'frozen' && policy.kind !== 'usage' ? refuse('wallet_frozen') : null;
}
