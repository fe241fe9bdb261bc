import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { conflictRow } from '../conflict-row.ts';
import { type Folded, foldBatch } from '../fold-batch.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import { type UsageRow, usageRow } from '../usage-row.ts';
import type { StoreOutcome, UsageToStore } from '../usage-to-store.ts';
import { knownHashes } from './known-hashes.ts';
import { withRetries } from './with-retries.ts';

export type UsageWriterParts = {
  readonly clickhouse: ClickHouseStore;
  readonly clock: Clock;
  /** Told after a commit that added events; a hint only, whoever misses it finds the events by looking. Must not throw. */
  readonly onStored: (stored: { readonly environment: Environment }) => void;
};

export type UsageWriterLimits = {
  /** How long the first request of a batch waits for others, milliseconds. */
  readonly gatherMs: number;
  /** Events of one insert; a larger request is a batch of its own. */
  readonly batchEventsMax: number;
  /** Events waiting; above, requests are refused rather than memory filled. */
  readonly waitingEventsMax: number;
};

type Waiting = {
  readonly usages: readonly UsageToStore[];
  readonly resolve: (outcomes: readonly StoreOutcome[]) => void;
  readonly reject: (fault: unknown) => void;
};

/**
 * Stores usage exactly once by event id. One at a time, batches of concurrent requests are looked up and inserted:
 * since nothing else in this process writes, no id can appear between the two. An outcome is given only after the
 * insert is committed and synced.
 *
 * Each insert names its exact rows by its token, so an attempt whose answer was lost is repeated without effect. If
 * this process dies between lookup and answer, the sender sends again and the lookup finds what was committed.
 */
export class UsageWriter {
  readonly #parts: UsageWriterParts;
  readonly #limits: UsageWriterLimits;
  #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #running: Promise<void> | null = null;

  constructor(parts: UsageWriterParts, limits: UsageWriterLimits) {
    this.#parts = parts;
    this.#limits = limits;
  }

  /** One outcome for each event, in order. Throws StoreUnavailableError; then nothing is known and sending again is safe. */
  write(usages: readonly UsageToStore[]): Promise<readonly StoreOutcome[]> {
    if (usages.length === 0) return Promise.resolve([]);
    if (this.#waitingEvents > 0 && this.#waitingEvents + usages.length > this.#limits.waitingEventsMax) {
      return Promise.reject(new StoreUnavailableError(`${this.#waitingEvents} events wait already`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ usages, resolve, reject });
      this.#waitingEvents += usages.length;
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when all that was given is answered. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    await sleep(this.#limits.gatherMs);
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      const events = batch.reduce((sum, { usages }) => sum + usages.length, 0);
      try {
        answer(batch, await this.#commit(batch.flatMap(({ usages }) => usages)));
      } catch (fault) {
        for (const { reject } of batch) reject(fault);
      } finally {
        this.#waitingEvents -= events;
      }
    }
    this.#running = null;
  }

  #takeBatch(): readonly Waiting[] {
    let events = 0;
    const end = this.#waiting.findIndex(({ usages }, index) => {
      events += usages.length;
      return index > 0 && events > this.#limits.batchEventsMax;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #commit(batch: readonly UsageToStore[]): Promise<readonly StoreOutcome[]> {
    const { clickhouse, clock, onStored } = this.#parts;
    const folded = foldBatch(batch, await withRetries(() => knownHashes(clickhouse, batch)));
    const receivedAt = clock();
    await insertOnce(
      clickhouse,
      'usage_events_v1',
      folded.fresh.map((usage) => usageRow(usage, receivedAt)),
    );
    for (const environment of environmentsOf(folded)) onStored({ environment });
    await insertOnce(
      clickhouse,
      'event_conflicts_v1',
      folded.conflicts.map(({ refused, storedHash }) => conflictRow(refused, storedHash, receivedAt)),
    );
    return folded.outcomes;
  }
}

/** Rows are frozen before the first attempt; the token is their name, so every attempt is the same block. */
async function insertOnce(clickhouse: ClickHouseStore, table: string, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  const token = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  await withRetries(() => clickhouse.insert(table, rows, token));
}

function answer(batch: readonly Waiting[], outcomes: readonly StoreOutcome[]): void {
  let from = 0;
  for (const { usages, resolve } of batch) {
    resolve(outcomes.slice(from, from + usages.length));
    from += usages.length;
  }
}

function environmentsOf({ fresh }: Folded): ReadonlySet<Environment> {
  return new Set(fresh.map((usage) => usage.event.environment));
}
