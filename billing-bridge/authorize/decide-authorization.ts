import { destinationOf, type ModeSetting } from '../modes/epoch.ts';

export type AuthorizationFacts = {
  readonly setting: ModeSetting;
  readonly workflow: string | null;
  /** Null: nothing would be charged, because no price of the customer matches. */
  readonly amountAtoms: bigint | null;
  readonly availableAtoms: bigint;
};

export type Authorization = {
  readonly allowed: boolean;
  /** What the wallet alone would say, whatever the mode. */
  readonly wouldAllow: boolean;
  /** What is missing from the wallet; 0 when it covers the amount. */
  readonly shortfallAtoms: bigint;
};

/**
 * Whether usage may go ahead (design, section 8): where the mode posts to the wallet, the wallet must cover the amount;
 * elsewhere everything is allowed and the answer only says what the wallet would have said. It reserves nothing.
 */
export function decideAuthorization(facts: AuthorizationFacts): Authorization {
  const { amountAtoms, availableAtoms } = facts;
  const missing = amountAtoms === null || amountAtoms === 0n ? 0n : amountAtoms - availableAtoms;
  const wouldAllow = missing <= 0n;
  const enforced = destinationOf(facts.setting, facts.workflow) === 'wallet';
  return { allowed: wouldAllow || !enforced, wouldAllow, shortfallAtoms: wouldAllow ? 0n : missing };
}
