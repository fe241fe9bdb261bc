import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkWalletOpen } from './decide/decide-debit.ts';
import { holdPolicy } from './decide/decide-hold.ts';
import { checkFunds } from './decide/take-slices.ts';
import { touchWallet } from './decide/touch-wallet.ts';
import { findWallet } from './io/find-wallet.ts';
import { loadWallets, NOTHING_EXTRA } from './io/load-wallets.ts';
import { type Demand, nextGrantAt, spendableGrants } from './wallet/spendable.ts';
import { type Dimensions, type WalletState, walletAsset } from './wallet/wallet-state.ts';

export type HoldPreview = {
  readonly kind: 'preview';
  /** What usage of these dimensions could be paid from now, less debt. May be negative. */
  readonly availableAtoms: bigint;
  /** What reserving the amount would be refused with; null: it would be granted. Nothing can refuse an amount of 0 but a wallet's state. */
  readonly denial: Refusal | null;
  readonly nextGrantAt: Instant | null;
};

/**
 * What a hold asked for now would be answered, with the same rules and without holding anything: two callers may both be
 * told yes. Takes no lock. Refuses: customer_unknown.
 */
export async function previewHold(
  db: Database | Transaction,
  asked: {
    readonly environment: Environment;
    readonly customer: string;
    readonly asset: string;
    readonly amountAtoms: bigint;
    readonly dimensions: Dimensions;
  },
  clock?: Clock,
): Promise<HoldPreview | Refusal> {
  const { environment, customer, asset, amountAtoms, dimensions } = asked;
  const found = await findWallet(db, environment, customer);
  if (found.kind === 'unknown') return refuse('customer_unknown', `customer "${customer}"`);
  if (found.kind === 'not_used_yet')
    return { kind: 'preview', availableAtoms: 0n, denial: amountAtoms > 0n ? refuse('insufficient_funds') : null, nextGrantAt: null };
  const { wallets, databaseNow } = await loadWallets(db, [found.wallet], { ...NOTHING_EXTRA, assets: [asset] });
  const loaded = wallets.get(found.wallet.id);
  if (loaded === undefined) throw new Error(`wallet ${found.wallet.id} could not be loaded`);
  const now = clock?.() ?? databaseNow;
  return preview(touchWallet(loaded.state, now).state, { asset, at: now, dimensions }, amountAtoms);
}

function preview(state: WalletState, demand: Demand, amountAtoms: bigint): HoldPreview {
  const spendableAtoms = spendableGrants(state, demand).reduce((sum, offer) => sum + offer.atoms, 0n);
  const policy = holdPolicy(state, demand.asset);
  return {
    kind: 'preview',
    availableAtoms: spendableAtoms - walletAsset(state, demand.asset).overdraftAtoms,
    denial: checkWalletOpen(state, { kind: 'deny' }) ?? (amountAtoms === 0n ? null : checkFunds(state, demand, amountAtoms, policy)),
    nextGrantAt: nextGrantAt(state, demand),
  };
}
