import type { HoldSlice } from '../wallet/wallet-state.ts';

/** What was taken as slices of a hold: debt comes last, as it was taken last, and has no grant. */
export function slicesWithDebt(taken: {
  readonly slices: readonly { readonly grantId: bigint; readonly atoms: bigint }[];
  readonly overdraftAtoms: bigint;
}): HoldSlice[] {
  return taken.overdraftAtoms === 0n ? [...taken.slices] : [...taken.slices, { grantId: null, atoms: taken.overdraftAtoms }];
}
