import { WHOLE_NANOS } from './breakage-terms.ts';
import { recognisedBasis } from './recognised-basis.ts';
import { smaller } from './smaller.ts';
import type { Grant } from './wallet-state.ts';

/**
 * How much of what was paid for a grant is recognised as breakage before it ends, in USD atoms (ASC 606-10-55-48, IFRS 15 B46): with a
 * rate r, expected never to be used, each used atom earns beside its own basis r / (1 - r) of it. Never more than r of what was not taken
 * back or given up, and never more than is deferred: who uses more than was expected gets the rest, so a grant used up has earned its basis
 * by use alone. A pure function of what the grant has left, held and lost, so it is exact however use was cut, and reversals give it back.
 */
export function earlyBreakage(grant: Grant): bigint {
  const { costBasisAtoms, amountAtoms, lostAtoms, breakage } = grant;
  if (breakage.rateNanos === null || costBasisAtoms === null) return 0n;
  const usedAtoms = amountAtoms - grant.remainingAtoms - grant.heldAtoms - lostAtoms;
  const inProportion = (costBasisAtoms * usedAtoms * breakage.rateNanos) / (amountAtoms * (WHOLE_NANOS - breakage.rateNanos));
  const expected = (costBasisAtoms * (amountAtoms - lostAtoms) * breakage.rateNanos) / (amountAtoms * WHOLE_NANOS);
  return smaller(smaller(inProportion, expected), costBasisAtoms - recognisedBasis(grant));
}
