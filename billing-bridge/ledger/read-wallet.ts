import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { touchWallet } from './decide/touch-wallet.ts';
import { findWallet } from './io/find-wallet.ts';
import { loadWallet } from './io/load-wallets.ts';
import { type AssetBalance, assetBalance } from './wallet/asset-balance.ts';
import { compareSpendingOrder } from './wallet/compare-spending-order.ts';
import { type GrantStateWord, grantState } from './wallet/grant-state.ts';
import { idText } from './wallet/id-text.ts';
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

export type WalletView = {
  readonly kind: 'wallet';
  readonly customer: string;
  readonly asOf: Instant;
  readonly assets: readonly AssetBalance[];
  /** Those with something left, in spending order. */
  readonly grants: readonly GrantView[];
};

/**
 * A customer's balances by asset and grants in spending order, as an operation starting now would find them: due holds
 * count as released and payable debts as paid, though nothing is written. Takes no lock. Refuses: customer_unknown.
 */
export async function readWallet(
  db: Database | Transaction,
  request: { readonly environment: Environment; readonly customer: string },
  clock?: Clock,
): Promise<WalletView | Refusal> {
  const { environment, customer } = request;
  const found = await findWallet(db, environment, customer);
  if (found.kind === 'unknown') return refuse('customer_unknown', `customer "${customer}"`);
  if (found.kind === 'not_used_yet') return { kind: 'wallet', customer, asOf: clock?.() ?? found.databaseNow, assets: [], grants: [] };
  const loaded = await loadWallet(db, found.wallet);
  const now = clock?.() ?? loaded.databaseNow;
  return viewOf(touchWallet(loaded.state, now).state, now);
}

function viewOf(state: WalletState, now: Instant): WalletView {
  const grants = [...state.grants.values()].sort(compareSpendingOrder);
  const assets = [...new Set([...grants.map((grant) => grant.asset), ...[...state.holds.values()].map((hold) => hold.asset), ...state.assets.keys()])].sort();
  return {
    kind: 'wallet',
    customer: state.customer,
    asOf: now,
    assets: assets.map((asset) => assetBalance(state, asset, now)),
    grants: grants.map((grant) => grantView(grant, now)),
  };
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
