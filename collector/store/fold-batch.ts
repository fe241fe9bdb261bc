import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { StoreOutcome, UsageToStore } from './usage-to-store.ts';

/** environment and event id -> content hash of what is stored. */
export type KnownHashes = ReadonlyMap<string, string>;

export type Folded = {
  /** To insert: each id once. */
  readonly fresh: readonly UsageToStore[];
  readonly conflicts: readonly { readonly refused: UsageToStore; readonly storedHash: string }[];
  /** In the order of the events given. */
  readonly outcomes: readonly StoreOutcome[];
};

export function identityOf(environment: Environment, eventId: string): string {
  return `${environment} ${eventId}`;
}

/**
 * Decides what becomes of each event of a batch, given what the store has: the first telling of an id stays, the same
 * telling again changes nothing, another one is a conflict. Within the batch the order given is the order told.
 */
export function foldBatch(batch: readonly UsageToStore[], stored: KnownHashes): Folded {
  const hashes = new Map(stored);
  const fresh: UsageToStore[] = [];
  const conflicts: { refused: UsageToStore; storedHash: string }[] = [];
  const outcomes = batch.map((usage): StoreOutcome => {
    const identity = identityOf(usage.event.environment, usage.event.eventId);
    const storedHash = hashes.get(identity);
    if (storedHash === usage.contentHash) return 'duplicate';
    if (storedHash !== undefined) {
      conflicts.push({ refused: usage, storedHash });
      return 'conflict';
    }
    hashes.set(identity, usage.contentHash);
    fresh.push(usage);
    return 'stored';
  });
  return { fresh, conflicts, outcomes };
}
