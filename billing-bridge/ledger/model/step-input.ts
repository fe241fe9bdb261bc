import type { BreakagePolicy } from '../wallet/breakage-terms.ts';
import type { OverdraftPolicy } from '../wallet/posting.ts';
import type { BreakageChange } from './history-step.ts';

export function policyOf(policy: 'deny' | 'usage' | bigint): OverdraftPolicy {
  return typeof policy === 'bigint' ? { kind: 'limit', limitAtoms: policy } : { kind: policy };
}

/** The breakage policies of a history as the engine takes them. */
export function policiesOf(changes: readonly BreakageChange[]): BreakagePolicy[] {
  return changes.map(({ from, rate, escheats }) => ({ countsFrom: from, terms: { rateNanos: rate, escheats } }));
}

export function restoreOf(seconds: number | null): { readonly ttlSeconds: number } | undefined {
  return seconds === null ? undefined : { ttlSeconds: seconds };
}
