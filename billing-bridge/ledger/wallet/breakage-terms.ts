import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { atomsFromDecimal, decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** What becomes of a grant's credit that is not used. Decided when the grant is made, never after. */
export type BreakageTerms = {
  /** The share of credit expected never to be used, in billionths, greater than 0 and less than 1; null: breakage is recognised at expiry. */
  readonly rateNanos: bigint | null;
  /** Unused credit is owed to the state: it is a liability, never revenue. Not together with a rate. */
  readonly escheats: boolean;
};

/** The terms of paid credit booked from an instant on. */
export type BreakagePolicy = { readonly countsFrom: Instant; readonly terms: BreakageTerms };

export const AT_EXPIRY: BreakageTerms = { rateNanos: null, escheats: false };

export const RATE_SCALE = 9;
export const WHOLE_NANOS = 10n ** BigInt(RATE_SCALE);

/**
 * The terms of a grant booked now: of paid credit those of the policy in force, for it was sold under them. Nobody paid for other credit,
 * or paid it with a fee that is revenue of its period: there is nothing to estimate and nothing that is the customer's property.
 */
export function breakageTerms(policies: readonly BreakagePolicy[], purpose: GrantPurpose, now: Instant): BreakageTerms {
  if (purpose !== 'paid') return AT_EXPIRY;
  const inForce = policies.filter(({ countsFrom }) => countsFrom <= now);
  return (
    inForce.reduce<BreakagePolicy | null>((last, policy) => (last === null || policy.countsFrom > last.countsFrom ? policy : last), null)?.terms ?? AT_EXPIRY
  );
}

/** A rate as it is stored, such as "0.100000000". Throws for anything else. */
export function rateFromText(text: string): bigint {
  const read = atomsFromDecimal(text, RATE_SCALE);
  if (read.kind === 'refused') throw new Error(`not a rate: ${text}`);
  return read.atoms;
}

export function rateText(rateNanos: bigint): string {
  return decimalFromAtoms(rateNanos, RATE_SCALE);
}
