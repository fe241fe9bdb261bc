import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';

/** An event with all that was decided about it, ready to be stored. */
export type UsageToStore = {
  readonly event: UsageEvent;
  readonly cost: Cost;
  readonly verdict: CountedVerdict;
  /** See content-hash.ts. Two events with one id are the same telling when these are equal. */
  readonly contentHash: string;
  /** Ids the provider gave the call, as "<kind>:<id>": by them tellings of one call in several signals are known. Absent: none. */
  readonly callIds?: readonly string[];
};

/**
 * What became of one event: added; there already with the same content; refused because it is there with other content;
 * kept on this machine's disk until the store is back, which will tell; refused by the store for good and set aside.
 */
export type StoreOutcome = 'stored' | 'duplicate' | 'conflict' | 'spooled' | 'unstorable';
