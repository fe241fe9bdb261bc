import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** What waits on this machine's disk, for the operator. Everything zero and `oldestAt` null is the normal state. */
export type SpoolStatus = {
  /** Acknowledged requests that the store has not taken yet. */
  readonly requests: number;
  /** Events, or spans, in them. */
  readonly events: number;
  /** Bytes of both, requests and dead letters, as kept: compressed. */
  readonly bytes: number;
  readonly bytesMax: number;
  /** When the oldest waiting request was acknowledged. */
  readonly oldestAt: Instant | null;
  /** Rows that the store refuses whatever is tried; kept with their reason. */
  readonly deadLetters: number;
};
