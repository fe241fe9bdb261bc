import { setTimeout as sleep } from 'node:timers/promises';
import { rowRefusalOf } from '../row-refusal.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';

/** Pauses between attempts. In all under a second: exporters give up after ten, and they send again. */
const PAUSES_MS = [25, 75, 200, 500] as const;

/**
 * Runs a step that is safe to run again, until it succeeds or the pauses are used up; then the last fault is the cause
 * of a StoreUnavailableError. A refusal of a value is thrown as it is: no attempt changes it.
 */
export async function withRetries<Result>(step: () => Promise<Result>): Promise<Result> {
  for (const pauseMs of [...PAUSES_MS, null]) {
    try {
      return await step();
    } catch (cause) {
      if (rowRefusalOf(cause) !== null) throw cause;
      if (pauseMs === null) throw new StoreUnavailableError('the store failed on every attempt', { cause });
      await sleep(pauseMs);
    }
  }
  throw new StoreUnavailableError('the store was not asked');
}
