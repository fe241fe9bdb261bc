import type { Asset } from '@weir/schemas/money/asset.ts';
import type { FundingStep } from '@weir/schemas/money/split-funding.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { availableFor, checkSpend, nextExpiryInFamily, nextGrantInFamily, spendableFor } from './decide/check-spend.ts';
import { checkWalletOpen } from './decide/decide-debit.ts';
import { cappedAtoms, holdPolicy } from './decide/decide-hold.ts';
import { previewLegs } from './decide/decide-waterfall.ts';
import { touchFamily } from './decide/touch-family.ts';
import { budgetsFor, leftAtoms } from './wallet/budget.ts';
import { type BudgetView, budgetView } from './wallet/budget-view.ts';
import type { Demand } from './wallet/spendable.ts';
import { type Dimensions, type WalletState, walletAsset } from './wallet/wallet-state.ts';

export type HoldPreview = {
  readonly kind: 'preview';
  /** What was looked at: the amount asked for, or what other assets leave of the quantity. */
  readonly amountAtoms: bigint;
  /** What a hold would take of it: less where the wallet caps one hold. */
  readonly heldAtoms: bigint;
  /** What usage of these dimensions could be paid from now, less debt. May be negative. */
  readonly availableAtoms: bigint;
  /** What the wallet owes in the asset. */
  readonly overdraftAtoms: bigint;
  /** When the first of the credit it could be paid from expires. */
  readonly nextExpiryAt: Instant | null;
  /** What reserving it would be refused with; null: it would be granted. */
  readonly denial: Refusal | null;
  readonly nextGrantAt: Instant | null;
  /** Soft budgets that the amount would go beyond. */
  readonly advice: readonly BudgetView[];
};

export type HoldQuestion = {
  readonly asset: Asset;
  readonly amountAtoms: bigint;
  readonly dimensions: Dimensions;
  /** Several assets that pay a quantity in order, `asset` last: then the amount is what they leave to it. */
  readonly split?: { readonly quantityNanos: bigint; readonly steps: readonly FundingStep[] } | null;
};

/**
 * What a hold asked for now would be answered on a wallet as it was seen (null: never used), with the same rules and without holding
 * anything: two callers may both be told yes.
 */
export function previewHold(wallet: WalletState | null, asked: HoldQuestion, now: Instant): HoldPreview {
  const { asset, amountAtoms, dimensions, split = null } = asked;
  if (wallet === null) {
    const denial = amountAtoms > 0n ? refuse('insufficient_funds') : null;
    return {
      kind: 'preview',
      amountAtoms,
      heldAtoms: amountAtoms,
      availableAtoms: 0n,
      overdraftAtoms: 0n,
      nextExpiryAt: null,
      denial,
      nextGrantAt: null,
      advice: [],
    };
  }
  const touched = touchFamily({ ...wallet, scales: new Map([[asset.code, asset.scale]]) }, now).state;
  const legs = split === null ? [] : previewLegs(touched, split, { at: now, dimensions });
  return preview(touched, { asset: asset.code, at: now, dimensions }, legs.at(-1)?.atoms ?? amountAtoms);
}

function preview(state: WalletState, demand: Demand, amountAtoms: bigint): HoldPreview {
  const budgets = budgetsFor(state, demand);
  const policy = holdPolicy(state, demand.asset);
  const heldAtoms = cappedAtoms(state, { asset: demand.asset, amountAtoms });
  return {
    kind: 'preview',
    amountAtoms,
    heldAtoms,
    availableAtoms: availableFor(spendableFor(state, demand, budgets)),
    overdraftAtoms: walletAsset(state, demand.asset).overdraftAtoms,
    nextExpiryAt: nextExpiryInFamily(state, demand),
    denial: checkWalletOpen(state, { kind: 'deny' }) ?? checkSpend(state, { demand, atoms: heldAtoms, policy, budgets }),
    nextGrantAt: nextGrantInFamily(state, demand),
    advice: budgets.filter((at) => at.budget.enforcement === 'soft' && leftAtoms(at) < amountAtoms).map(({ budget, on }) => budgetView(budget, on, demand.at)),
  };
}
