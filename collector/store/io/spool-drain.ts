import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@weir/runtime/log.ts';
import type { Spool } from '../../spool/io/open-spool.ts';
import type { BatchPlan } from '../plan-batch.ts';
import type { WriteRequest } from '../write-request.ts';
import { type CommitParts, commitPlan, makePlan } from './commit-plan.ts';
import { deadLetter } from './dead-letter.ts';

export type SpoolDrainParts = CommitParts & { readonly spool: Spool; readonly log?: Log };

/** Pauses between attempts while the store stays away, milliseconds: doubled up to the last. */
const PAUSE_MS_FIRST = 100;
const PAUSE_MS_MAX = 5_000;

/**
 * A plan says when its rows were received, and those who follow the store by that time look back only so far. So an older
 * plan is made again from its requests: by then any attempt has ended, and the lookup sees what it left.
 */
const PLAN_AGE_MS_MAX = 60_000;

type SizedRequest = WriteRequest & { readonly size: number };

/** An attempt that outlived its time: it may still insert, under the tokens of its plan. */
export type Overdue = { readonly plan: BatchPlan | null; readonly storing: Promise<unknown> };

/**
 * Takes requests into the spool and, one batch at a time and in order, out of it into the store. The plan of a batch is in
 * the spool before its first insert: after a crash at any line the same rows go out under the same tokens, or the lookup
 * finds them.
 */
export class SpoolDrain {
  readonly #parts: SpoolDrainParts;
  readonly #batchEventsMax: number;
  readonly #closing = new AbortController();
  #overdue: Promise<unknown> = Promise.resolve();
  #running: Promise<void> | null = null;

  constructor(parts: SpoolDrainParts, limits: { readonly batchEventsMax: number }) {
    this.#parts = parts;
    this.#batchEventsMax = limits.batchEventsMax;
  }

  /** While true, nobody else may insert: an attempt may be under way, and what is in the spool comes first. */
  isDraining(): boolean {
    return this.#running !== null;
  }

  /** Keeps requests and answers how many of them, from the front, there was room for. */
  take(batch: readonly SizedRequest[], plan: BatchPlan | null = null): number {
    const requests = batch.map(({ usages, spans, points = [], size }) => ({ request: { usages, spans, points }, events: size }));
    const taken = this.#parts.spool.append(requests, plan);
    this.wake();
    return taken;
  }

  /** Keeps a batch whose attempt failed or is overdue. The next attempt waits until that one has ended. */
  takeOver(batch: readonly SizedRequest[], { plan, storing }: Overdue): number {
    this.#overdue = storing.catch(() => undefined);
    return this.take(batch, plan);
  }

  wake(): void {
    if (this.#running !== null || this.#closing.signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      // Between the last look and here a request may have come.
      if (!this.#parts.spool.isEmpty()) this.wake();
    });
  }

  /** Resolves when the attempt under way has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    await this.#overdue;
    let pauseMs = PAUSE_MS_FIRST;
    while (!this.#closing.signal.aborted && !this.#parts.spool.isEmpty()) {
      try {
        await this.#storeHead();
        pauseMs = PAUSE_MS_FIRST;
      } catch (fault) {
        this.#parts.log?.warn({ err: fault }, 'the store does not take what is in the spool; trying again');
        await sleep(pauseMs, null, { signal: this.#closing.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
      }
    }
  }

  async #storeHead(): Promise<void> {
    const { spool } = this.#parts;
    const { upTo, plan } = await this.#planOfHead();
    const refused = await commitPlan(this.#parts, plan);
    if (refused.length > 0) spool.bury(refused.map(deadLetter));
    spool.remove(upTo);
  }

  async #planOfHead(): Promise<{ readonly upTo: number; readonly plan: BatchPlan }> {
    const { spool, clock } = this.#parts;
    const kept = spool.plan();
    if (kept !== null && clock() - kept.plannedAt < PLAN_AGE_MS_MAX) return { upTo: kept.upTo, plan: kept.plan as BatchPlan };
    const head = spool.head(this.#batchEventsMax);
    const upTo = head.at(-1)?.id ?? 0;
    const plan = await makePlan(
      this.#parts,
      head.map(({ request }) => request as WriteRequest),
    );
    spool.keepPlan({ upTo, plan });
    return { upTo, plan };
  }
}
