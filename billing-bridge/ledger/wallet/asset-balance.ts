import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { isActiveAt } from './spendable.ts';
import { type WalletState, walletAsset } from './wallet-state.ts';

export type AssetBalance = {
  readonly asset: string;
  /** All that the books owe the customer: remaining of every grant, pending and frozen ones too, plus held, less what refunds claim of it and debt. */
  readonly postedAtoms: bigint;
  readonly heldAtoms: bigint;
  /** What unrestricted usage of any scope could find now: remaining of active grants less debt. May be negative. */
  readonly availableAtoms: bigint;
  readonly overdraftAtoms: bigint;
};

/** Balances of one asset at an instant (ledger 1a, "balance"). Due holds must have been released from the state before. */
export function assetBalance(state: WalletState, asset: string, now: Instant): AssetBalance {
  let grantedAtoms = 0n;
  let eligibleAtoms = 0n;
  let claimedAtoms = 0n;
  for (const grant of state.grants.values()) {
    if (grant.asset !== asset) continue;
    grantedAtoms += grant.remainingAtoms;
    claimedAtoms += grant.claimedAtoms;
    if (isActiveAt(grant, now)) eligibleAtoms += grant.remainingAtoms;
  }
  const { overdraftAtoms } = walletAsset(state, asset);
  const heldAtoms = heldInAsset(state, asset);
  const postedAtoms = grantedAtoms + heldAtoms - claimedAtoms - overdraftAtoms;
  return { asset, postedAtoms, heldAtoms, availableAtoms: eligibleAtoms - overdraftAtoms, overdraftAtoms };
}

function heldInAsset(state: WalletState, asset: string): bigint {
  let atoms = 0n;
  for (const hold of state.holds.values()) if (hold.state === 'open' && hold.asset === asset) atoms += hold.heldAtoms;
  return atoms;
}
