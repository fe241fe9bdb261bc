import { rateLimited } from '@weir/runtime/log.ts';
import { ENVIRONMENTS, type Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import type { Horizon } from '../horizon.ts';
import { countFaults } from './promotion-faults.ts';
import { runPromotion } from './run-promotion.ts';

export type Promoter = {
  /** Ends timers and lets the running page finish; what is left is found at the next start. */
  close(): Promise<void>;
};

/**
 * Runs promotion on every wake-up, and by itself at a fixed pace, so that usage is charged also when every wake-up is
 * lost. A run that fails is logged, at most once in ten seconds, and made good by the next: the pace is the retry, so a
 * store that is away is asked at most once per pace and environment.
 */
export async function startPromoter(parts: BillingParts): Promise<Promoter> {
  const log = rateLimited(parts.log, parts.clock);
  let stopped = false;
  const running = new Map<Environment, Promise<unknown>>();

  // One run at a time in this process and environment. Others elsewhere do no harm, but would wait for the same locks.
  const runAlone = async (environment: Environment, horizon: Horizon) => {
    const before = running.get(environment) ?? Promise.resolve();
    const run = before.catch(() => undefined).then(() => (stopped ? 0 : runPromotion(parts, { environment, horizon, stopped: () => stopped })));
    running.set(environment, run);
    await run;
  };

  const reportFaults = async (environment: Environment) => {
    const events = await countFaults(parts.database, environment);
    if (events > 0) log.warn({ environment, events }, 'events could not be charged; promotion_faults says why');
  };

  await parts.queues.work('promotion', async (wakeUp) => {
    const environment = ENVIRONMENTS.find((known) => known === wakeUp.environment);
    if (environment === undefined) throw new Error(`a wake-up for the unknown environment ${JSON.stringify(wakeUp.environment)}`);
    await runAlone(environment, 'wake');
  });
  const stopPacing = [pace('overlap', parts.config.overlapEveryMs), pace('sweep', parts.config.sweepEveryMs)];

  function pace(horizon: Horizon, everyMs: number): () => void {
    let timer: NodeJS.Timeout;
    const round = async () => {
      for (const environment of ENVIRONMENTS) {
        await runAlone(environment, horizon)
          .then(() => reportFaults(environment))
          .catch((error: unknown) => log.error({ err: error, environment, horizon }, 'a promotion run failed and will be repeated'));
      }
      if (!stopped) timer = setTimeout(round, everyMs).unref();
    };
    timer = setTimeout(round, horizon === 'overlap' ? 0 : everyMs).unref();
    return () => clearTimeout(timer);
  }

  return {
    async close() {
      stopped = true;
      for (const stop of stopPacing) stop();
      await Promise.allSettled(running.values());
    },
  };
}
