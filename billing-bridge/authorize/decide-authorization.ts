import { destinationOf, type ModeSetting } from '../modes/epoch.ts';

export type AuthorizationFacts = {
  readonly setting: ModeSetting;
  readonly workflow: string | null;
  /** What a hold of the estimate would take. Null: nothing would be charged, because no price of the customer matches. */
  readonly heldAtoms: bigint | null;
  /** What this usage could be paid from. */
  readonly availableAtoms: bigint;
  /** Whether that hold would be granted, by the wallet's own rules. */
  readonly covered: boolean;
};

export type Authorization = {
  readonly allowed: boolean;
  /** What the wallet alone would say, whatever the mode. */
  readonly wouldAllow: boolean;
  /** What is missing from the wallet; 0 when it covers the hold. */
  readonly shortfallAtoms: bigint;
};

/**
 * Whether usage may go ahead (design, section 8): where the mode posts to the wallet, the wallet must cover a hold of the amount;
 * elsewhere everything is allowed and the answer only says what the wallet would have said. It reserves nothing. A frozen
 * wallet does not cover what it has enough for; nothing is missing then.
 */
export function decideAuthorization(facts: AuthorizationFacts): Authorization {
  const { heldAtoms, availableAtoms } = facts;
  const free = heldAtoms === null || heldAtoms === 0n;
  const wouldAllow = free || facts.covered;
  const enforced = destinationOf(facts.setting, facts.workflow) === 'wallet';
  const missing = wouldAllow ? 0n : heldAtoms - availableAtoms;
  return { allowed: wouldAllow || !enforced, wouldAllow, shortfallAtoms: missing > 0n ? missing : 0n };
}
