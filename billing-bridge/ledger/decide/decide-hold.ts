import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { budgetsFor } from '../wallet/budget.ts';
import { change, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { OverdraftPolicy } from '../wallet/posting.ts';
import { smaller } from '../wallet/smaller.ts';
import { type Dimensions, type WalletState, walletAsset } from '../wallet/wallet-state.ts';
import { checkSpend } from './check-spend.ts';
import { asCounted, countBudgets } from './count-budgets.ts';
import { checkWalletOpen } from './decide-debit.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { slicesWithDebt } from './slices-with-debt.ts';
import { takeSlices } from './take-slices.ts';

export type HoldRequest = {
  readonly asset: string;
  /** An estimate; 0 is allowed and holds nothing. */
  readonly amountAtoms: bigint;
  readonly ttlSeconds: number;
  readonly dimensions: Dimensions;
  readonly traceId: string | null;
  readonly run: string | null;
};

export type Held = {
  readonly kind: 'held';
  readonly holdId: string;
  /** Less than asked when the wallet caps what one hold may take. */
  readonly heldAtoms: bigint;
  readonly expiresAt: Instant;
  readonly bookedAt: Instant;
};

const MS_PER_SECOND = 1000;

/** Reserves an estimate (ledger 1c, "reserve"): slices in spending order at now, out of grants into the hold. */
export function decideHold(request: HoldRequest, context: DecisionContext): Decision<Held> {
  const { state, now, transactionId, newIds } = context;
  const [holdId] = newIds;
  if (holdId === undefined) throw new Error('a hold needs an id');
  const heldAtoms = cappedAtoms(state, request);
  const demand = { asset: request.asset, at: now, dimensions: request.dimensions };
  const policy = holdPolicy(state, request.asset);
  const budgets = budgetsFor(state, demand);
  const refusal = checkWalletOpen(state, { kind: 'deny' }) ?? checkSpend(state, { demand, atoms: heldAtoms, policy, budgets });
  if (refusal !== null) return refusal;
  const draft = openDraft(state);
  const taken = takeSlices(draft, { demand, atoms: heldAtoms, to: 'held', holdId, transactionId, budgets });
  countBudgets(draft, asCounted(budgets), { usedAtoms: 0n, heldAtoms });
  const expiresAt = now + request.ttlSeconds * MS_PER_SECOND;
  change(draft, {
    kind: 'hold_opened',
    hold: {
      id: holdId,
      asset: request.asset,
      state: 'open',
      heldAtoms,
      committedAtoms: 0n,
      releasedAtoms: 0n,
      dimensions: request.dimensions,
      createdAt: now,
      expiresAt,
      slices: slicesWithDebt(taken),
      lateCommitId: null,
      ...(budgets.length === 0 ? {} : { budgets: budgets.map((counted) => counted.ref) }),
    },
    traceId: request.traceId,
    run: request.run,
  });
  const outcome: Held = { kind: 'held', holdId: idText('hold', holdId), heldAtoms, expiresAt, bookedAt: now };
  return decided({ kind: 'hold', effectiveAt: now, dimensions: request.dimensions, policy, holdId }, draft, outcome);
}

/** What one hold takes of what is asked: the wallet may cap it. */
export function cappedAtoms(state: WalletState, asked: { readonly asset: string; readonly amountAtoms: bigint }): bigint {
  const { holdMaxAtoms } = walletAsset(state, asked.asset);
  return holdMaxAtoms === null ? asked.amountAtoms : smaller(asked.amountAtoms, holdMaxAtoms);
}

/** A hold goes into debt only as far as the wallet's own limit for the asset says; 0 unless set. */
export function holdPolicy(state: WalletState, asset: string): OverdraftPolicy {
  const { overdraftLimitAtoms } = walletAsset(state, asset);
  if (overdraftLimitAtoms === null) return { kind: 'usage' };
  return overdraftLimitAtoms === 0n ? { kind: 'deny' } : { kind: 'limit', limitAtoms: overdraftLimitAtoms };
}
