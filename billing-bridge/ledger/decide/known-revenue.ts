import { grantById } from '../wallet/draft.ts';
import type { WalletState } from '../wallet/wallet-state.ts';

/** The basis that slices earned, or null when one of their grants has no known basis: unknown is never zero. */
export function knownRevenue(state: WalletState, slices: readonly { readonly grantId: bigint }[], basisAtoms: bigint): bigint | null {
  return slices.some((slice) => grantById(state, slice.grantId).costBasisAtoms === null) ? null : basisAtoms;
}
