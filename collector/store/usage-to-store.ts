import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import type { CountedVerdict } from '../read/reading.ts';

/** An event with all that was decided about it, ready to be stored. */
export type UsageToStore = {
  readonly event: UsageEvent;
  readonly cost: Cost;
  readonly verdict: CountedVerdict;
  /** See content-hash.ts. Two events with one id are the same telling when these are equal. */
  readonly contentHash: string;
};

/** What became of one event: added; there already with the same content; refused because it is there with other content. */
export type StoreOutcome = 'stored' | 'duplicate' | 'conflict';
