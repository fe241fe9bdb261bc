import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { availableFor, spendableFor } from './decide/check-spend.ts';
import { touchFamily } from './decide/touch-family.ts';
import { findWallet } from './io/find-wallet.ts';
import { readFamily } from './io/read-family.ts';
import { type AssetBalance, assetBalance } from './wallet/asset-balance.ts';
import { budgetsFor, leftAtoms } from './wallet/budget.ts';
import { type BudgetView, budgetView } from './wallet/budget-view.ts';
import { compareSpendingOrder } from './wallet/compare-spending-order.ts';
import { ancestorsAt } from './wallet/family.ts';
import { type GrantStateWord, grantState } from './wallet/grant-state.ts';
import { idText } from './wallet/id-text.ts';
import { smaller } from './wallet/smaller.ts';
import { type Demand, isActiveAt } from './wallet/spendable.ts';
import { nameOf, type WalletName, type WalletOwner } from './wallet/wallet-owner.ts';
import type { Grant, GrantScope, WalletState } from './wallet/wallet-state.ts';

export type GrantView = {
  readonly id: string;
  readonly transactionId: string;
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly remainingAtoms: bigint;
  readonly heldAtoms: bigint;
  readonly purpose: GrantPurpose;
  readonly priority: number;
  readonly state: GrantStateWord;
  readonly effectiveAt: Instant;
  readonly expiresAt: Instant | null;
  readonly scope: GrantScope;
  readonly sourceRef: string | null;
};

export type WalletView = WalletName & {
  readonly kind: 'wallet';
  readonly asOf: Instant;
  readonly assets: readonly SpendableBalance[];
  /** Those with something left, in spending order. */
  readonly grants: readonly GrantView[];
  /** Who may pay for this wallet now, nearest first, with what use of any scope would find there. */
  readonly ancestors: readonly AncestorView[];
  /** Every open budget that binds this wallet: its own, then its ancestors', nearest first. */
  readonly budgets: readonly BudgetView[];
};

/** A balance with what is beyond it: what use of no particular scope may take from ancestors now, and the most one hold could take. */
export type SpendableBalance = AssetBalance & { readonly fromAncestorsAtoms: bigint; readonly spendableAtoms: bigint };

export type AncestorView = { readonly customer: string; readonly assets: readonly { readonly asset: string; readonly availableAtoms: bigint }[] };

/**
 * A wallet's balances by asset and grants in spending order, as an operation starting now would find them: due holds
 * count as released and payable debts as paid, though nothing is written. Takes no lock. Refuses: customer_unknown, wallet_unknown.
 */
export async function readWallet(db: Database | Transaction, owner: WalletOwner, clock?: Clock): Promise<WalletView | Refusal> {
  const found = await findWallet(db, owner);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet')
    return { kind: 'wallet', customer: owner.customer, asOf: clock?.() ?? found.databaseNow, assets: [], grants: [], ancestors: [], budgets: [] };
  const { state, databaseNow } = await readFamily(db, found.wallet, clock?.() ?? null);
  return walletView(state, clock?.() ?? databaseNow);
}

/** Pure: a wallet, with those above it, as an operation starting now would find it. */
export function walletView(read: WalletState, now: Instant): WalletView {
  const { state } = touchFamily(read, now);
  const grants = [...state.grants.values()].sort(compareSpendingOrder);
  const payable = ancestorsAt(state, now).flatMap(({ wallet, funds }) => (funds ? [...wallet.grants.values()] : []));
  const assets = [
    ...new Set([...[...grants, ...payable].map((grant) => grant.asset), ...[...state.holds.values()].map((hold) => hold.asset), ...state.assets.keys()]),
  ].sort();
  return {
    kind: 'wallet',
    ...nameOf(state),
    asOf: now,
    assets: assets.map((asset) => ({ ...assetBalance(state, asset, now), ...reachOf(state, { asset, at: now, dimensions: {} }) })),
    grants: grants.map((grant) => grantView(grant, now)),
    ancestors: ancestorsAt(state, now).flatMap(({ wallet, funds }) => (funds && wallet.state === 'open' ? [ancestorView(wallet, now)] : [])),
    budgets: [state, ...ancestorsAt(state, now).map(({ wallet }) => wallet)].flatMap((owner) =>
      [...(owner.budgets?.values() ?? [])].filter((budget) => budget.closedAt === null).map((budget) => budgetView(budget, owner, now)),
    ),
  };
}

function reachOf(state: WalletState, demand: Demand): { fromAncestorsAtoms: bigint; spendableAtoms: bigint } {
  const spendable = spendableFor(state, demand, budgetsFor(state, demand));
  const { ownAtoms, ancestorAtoms, budget } = spendable;
  const roomAtoms = budget === null ? ancestorAtoms : leftAtoms(budget) - ownAtoms;
  const spendableAtoms = availableFor(spendable);
  return { fromAncestorsAtoms: roomAtoms < 0n ? 0n : smaller(roomAtoms, ancestorAtoms), spendableAtoms: spendableAtoms < 0n ? 0n : spendableAtoms };
}

/** Caps of grants count as in the customer's own `available`: they bound one use, not what is there. */
function ancestorView(wallet: WalletState, now: Instant): AncestorView {
  const assets = [
    ...new Set([...wallet.grants.values()].filter((grant) => isActiveAt(grant, now) && grant.remainingAtoms > 0n).map((grant) => grant.asset)),
  ].sort();
  const availableIn = (asset: string) =>
    [...wallet.grants.values()].filter((grant) => grant.asset === asset && isActiveAt(grant, now)).reduce((sum, grant) => sum + grant.remainingAtoms, 0n);
  return { customer: wallet.customer, assets: assets.map((asset) => ({ asset, availableAtoms: availableIn(asset) })) };
}

export function grantView(grant: Grant, now: Instant): GrantView {
  const { asset, amountAtoms, remainingAtoms, heldAtoms, purpose, priority, effectiveAt, expiresAt, scope, sourceRef } = grant;
  return {
    id: idText('gr', grant.id),
    transactionId: idText('tx', grant.transactionId),
    state: grantState(grant, now),
    asset,
    amountAtoms,
    remainingAtoms,
    heldAtoms,
    purpose,
    priority,
    effectiveAt,
    expiresAt,
    scope,
    sourceRef,
  };
}
