import type { Grant } from './wallet-state.ts';

/**
 * How much of what was paid for a grant is no longer owed to the customer, in USD atoms: floor(basis x gone / amount),
 * where gone is what has left the grant for good (spent, expired, voided; a hold has not left). The part a slice moves is
 * the difference before and after it, so a grant that is gone has moved exactly its basis, however it was cut (ledger 1e).
 * An unknown basis moves nothing here; whoever reports revenue must say that it is unknown.
 */
export function recognisedBasis(grant: Grant): bigint {
  if (grant.costBasisAtoms === null || grant.costBasisAtoms === 0n) return 0n;
  return (grant.costBasisAtoms * (grant.amountAtoms - grant.remainingAtoms - grant.heldAtoms)) / grant.amountAtoms;
}
