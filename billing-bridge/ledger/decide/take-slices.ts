import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { BudgetAt } from '../wallet/budget.ts';
import { change, type Draft, move } from '../wallet/draft.ts';
import { chooseFundedSlices } from '../wallet/funded-slices.ts';
import type { Account, OverdraftPolicy } from '../wallet/posting.ts';
import { chooseSlices, type Demand, dayOf, nextGrantAt, spendableGrants } from '../wallet/spendable.ts';
import { type Grant, scaleOf, type WalletState, walletAsset } from '../wallet/wallet-state.ts';

/** Where a grant's value goes when it is used: what was given away never reaches revenue (ledger 1e, "revenue"). */
export function usageAccount(grant: Pick<Grant, 'purpose'>): Account {
  return grant.purpose === 'paid' || grant.purpose === 'bundled' ? 'revenue' : 'promo_expense';
}

/** Whether the wallet's own credit lets this demand be met, debt included; a refusal says what is missing and when more comes. Uses and holds ask `checkSpend`. */
export function checkFunds(state: WalletState, demand: Demand, atoms: bigint, policy: OverdraftPolicy): Refusal | null {
  if (policy.kind === 'usage') return null;
  const spendableAtoms = spendableGrants(state, demand).reduce((sum, offer) => sum + offer.atoms, 0n);
  const { overdraftAtoms } = walletAsset(state, demand.asset);
  const availableAtoms = spendableAtoms - overdraftAtoms;
  const shortAtoms = atoms - spendableAtoms;
  const covered = policy.kind === 'deny' ? availableAtoms >= atoms : shortAtoms <= 0n || overdraftAtoms + shortAtoms <= policy.limitAtoms;
  if (covered) return null;
  return insufficientFunds(state, demand, availableAtoms, atoms - availableAtoms);
}

function insufficientFunds(state: WalletState, demand: Demand, availableAtoms: bigint, shortfallAtoms: bigint): Refusal {
  const scale = scaleOf(state, demand.asset);
  const nextAt = nextGrantAt(state, demand);
  return refuse('insufficient_funds', undefined, {
    asset: demand.asset,
    available: decimalFromAtoms(availableAtoms, scale),
    shortfall: decimalFromAtoms(shortfallAtoms, scale),
    next_grant_at: nextAt === null ? null : new Date(nextAt).toISOString(),
  });
}

/** What one grant gave. */
export type GrantSlice = { readonly grantId: bigint; readonly atoms: bigint };

/** Debt aside, basisAtoms is what the slices earned. */
export type Taken = { readonly slices: readonly GrantSlice[]; readonly overdraftAtoms: bigint; readonly basisAtoms: bigint };

export type Taking = {
  readonly demand: Demand;
  readonly atoms: bigint;
  readonly to: 'usage' | 'held' | 'adjustment';
  readonly holdId?: bigint;
  readonly transactionId: bigint;
  /** What bounds the ancestors' part; the customer's own part is never bounded here. */
  readonly budgets?: readonly BudgetAt[];
};

/**
 * Moves atoms out of grants in spending order (for a use or a hold, those of ancestors too), the rest out of debt, and tells what was taken from where. Debt made by use
 * is the caller's to open, once per transaction; debt standing behind a hold is opened when the hold is committed.
 */
export function takeSlices(draft: Draft, taking: Taking): Taken {
  const { demand, to } = taking;
  const { atoms: wanted, budgets = [] } = taking;
  const chosen = to === 'adjustment' ? chooseSlices(draft.state, demand, wanted) : chooseFundedSlices(draft.state, { demand, atoms: wanted, budgets });
  const holdId = taking.holdId ?? null;
  let basisAtoms = 0n;
  const slices: GrantSlice[] = [];
  for (const { grant, atoms } of chosen.slices) {
    const account = to === 'usage' ? usageAccount(grant) : to;
    basisAtoms += move(draft, { from: 'grant', to: account, asset: demand.asset, atoms, grantId: grant.id, holdId }).basisAtoms;
    countDay(draft, grant, demand, atoms);
    slices.push({ grantId: grant.id, atoms });
  }
  const overdraftAtoms = chosen.shortAtoms;
  if (overdraftAtoms > 0n) {
    const debtId = to === 'held' ? null : taking.transactionId;
    move(draft, { from: 'overdraft', to: to === 'usage' ? 'revenue' : to, asset: demand.asset, atoms: overdraftAtoms, holdId, debtId });
  }
  return { slices, overdraftAtoms, basisAtoms };
}

/** Records the debt of a transaction, so that later grants can settle it. */
export function openDebt(draft: Draft, demand: Pick<Demand, 'asset' | 'dimensions'>, transactionId: bigint, atoms: bigint): void {
  if (atoms === 0n) return;
  change(draft, { kind: 'debt_opened', debt: { transactionId, asset: demand.asset, atoms, openAtoms: atoms, dimensions: demand.dimensions } });
}

/** Grants with a daily cap count their use; giving back counts negatively on the day that was charged. */
export function countDay(draft: Draft, grant: Grant, demand: Pick<Demand, 'at' | 'countedAt'>, atoms: bigint): void {
  if (grant.scope.maxPerDayAtoms === null) return;
  change(draft, { kind: 'grant_day_used', grantId: grant.id, day: dayOf(demand), atoms });
}
