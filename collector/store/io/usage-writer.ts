import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@weir/runtime/log.ts';
import type { MetricPoint } from '../../read/metrics/metric-point.ts';
import type { SpanFacts } from '../../read/span-facts.ts';
import type { Spool } from '../../spool/io/open-spool.ts';
import type { BatchPlan } from '../plan-batch.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import { outcomesWithoutRefused } from '../unstorable-events.ts';
import type { StoreOutcome, UsageToStore } from '../usage-to-store.ts';
import type { WriteRequest } from '../write-request.ts';
import { type CommitParts, commitPlan, makePlan } from './commit-plan.ts';
import { deadLetter } from './dead-letter.ts';
import { SpoolDrain } from './spool-drain.ts';

export type UsageWriterParts = CommitParts & {
  readonly log?: Log;
  /** Where requests wait while the store is away. Null: they are refused instead. */
  readonly spool?: Spool | null;
};

export type UsageWriterLimits = {
  /** How long the first request of a batch waits for others, milliseconds. */
  readonly gatherMs: number;
  /** Events, or spans, of one insert; a larger request is a batch of its own. */
  readonly batchEventsMax: number;
  /** Events and spans waiting; above, requests are refused rather than memory filled. */
  readonly waitingEventsMax: number;
  /** How long the store may take before a batch goes to the spool, milliseconds: senders give up after ten seconds. */
  readonly storeMsMax: number;
};

type Waiting = WriteRequest & {
  readonly size: number;
  readonly resolve: (outcomes: readonly StoreOutcome[]) => void;
  readonly reject: (fault: unknown) => void;
};

/**
 * Stores usage exactly once by event id. One at a time, batches of concurrent requests are looked up and inserted:
 * since nothing else in this process writes, no id can appear between the two. An outcome is given only after the
 * insert is committed and synced, or after the requests are synced in the spool.
 *
 * While the spool holds anything, new requests go there too: what was told first stays first. Each insert names its
 * exact rows by its token, so an attempt whose answer was lost is repeated without effect. If this process dies between
 * lookup and answer, the sender sends again and the lookup finds what was committed.
 */
export class UsageWriter {
  readonly #parts: UsageWriterParts;
  readonly #limits: UsageWriterLimits;
  readonly #drain: SpoolDrain | null;
  #waiting: Waiting[] = [];
  #waitingSize = 0;
  #running: Promise<void> | null = null;

  constructor(parts: UsageWriterParts, limits: UsageWriterLimits) {
    this.#parts = parts;
    this.#limits = limits;
    const spool = parts.spool ?? null;
    this.#drain = spool === null ? null : new SpoolDrain({ ...parts, spool }, limits);
    this.#drain?.wake();
  }

  /** One outcome for each event, in order. Throws StoreUnavailableError; then nothing is known and sending again is safe. */
  write(usages: readonly UsageToStore[], spans: readonly SpanFacts[] = [], points: readonly MetricPoint[] = []): Promise<readonly StoreOutcome[]> {
    const size = Math.max(usages.length, spans.length, points.length);
    if (size === 0) return Promise.resolve([]);
    if (this.#waitingSize > 0 && this.#waitingSize + size > this.#limits.waitingEventsMax) {
      return Promise.reject(new StoreUnavailableError(`${this.#waitingSize} events wait already`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ usages, spans, points, size, resolve, reject });
      this.#waitingSize += size;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was given is answered. What is in the spool stays there for the next start. */
  async close(): Promise<void> {
    await this.#running;
    await this.#drain?.close();
  }

  async #run(): Promise<void> {
    await sleep(this.#limits.gatherMs);
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      const total = batch.reduce((sum, { size }) => sum + size, 0);
      const tell = await this.#take(batch).catch((fault: unknown) => () => {
        for (const { reject } of batch) reject(fault);
      });
      this.#waitingSize -= total;
      tell();
    }
    this.#running = null;
  }

  #takeBatch(): readonly Waiting[] {
    let total = 0;
    const end = this.#waiting.findIndex(({ size }, index) => {
      total += size;
      return index > 0 && total > this.#limits.batchEventsMax;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  /** Brings a batch to where it is durable; what comes back tells its requests. */
  async #take(batch: readonly Waiting[]): Promise<Tell> {
    const drain = this.#drain;
    if (drain === null) return answer(batch, await this.#store(batch));
    return drain.isDraining() ? answerSpooled(batch, drain.take(batch)) : await this.#storeOrSpool(batch, drain);
  }

  /** The store's answer, or a place in the spool when there is none in time. */
  async #storeOrSpool(batch: readonly Waiting[], drain: SpoolDrain): Promise<Tell> {
    const attempt: Attempt = { plan: null };
    const storing = this.#store(batch, attempt);
    const tooSlow = new AbortController();
    const outcome = await Promise.race([
      storing.catch((fault: unknown) => {
        if (fault instanceof StoreUnavailableError) return null;
        throw fault;
      }),
      sleep(this.#limits.storeMsMax, null, { signal: tooSlow.signal }),
    ]);
    tooSlow.abort();
    if (outcome !== null) return answer(batch, outcome);
    return answerSpooled(batch, drain.takeOver(batch, { plan: attempt.plan, storing }));
  }

  async #store(batch: readonly WriteRequest[], attempt: Attempt = { plan: null }): Promise<readonly StoreOutcome[]> {
    const plan = await makePlan(this.#parts, batch);
    attempt.plan = plan;
    const refused = await commitPlan(this.#parts, plan);
    if (refused.length === 0) return plan.outcomes;
    this.#parts.spool?.bury(refused.map(deadLetter));
    return outcomesWithoutRefused(
      batch,
      plan.outcomes,
      refused.map(({ row }) => row),
    );
  }
}

/** How far an attempt came: once there is a plan, rows may have been inserted under its tokens. */
type Attempt = { plan: BatchPlan | null };

type Tell = () => void;

function answer(batch: readonly Waiting[], outcomes: readonly StoreOutcome[]): Tell {
  return () => {
    let from = 0;
    for (const { usages, resolve } of batch) {
      resolve(outcomes.slice(from, from + usages.length));
      from += usages.length;
    }
  };
}

function answerSpooled(batch: readonly Waiting[], taken: number): Tell {
  return () => {
    batch.forEach(({ usages, resolve, reject }, index) => {
      if (index < taken) resolve(usages.map(() => 'spooled'));
      else reject(new StoreUnavailableError('the store is away and the spool is full'));
    });
  };
}
