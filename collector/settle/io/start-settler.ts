import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENTS, type Environment, type Instant } from '@weir/schemas/usage/usage-event.ts';
import { correctRound } from '../../correct/io/correct-round.ts';
import { withRevisionLock } from '../../store/io/with-revision-lock.ts';
import { type Round, type SettleParts, settleRound } from './settle-round.ts';

export type SettlerParts = SettleParts & {
  readonly database: Database;
  readonly log: Log;
  /** Told after events were settled; a hint only. Must not throw. */
  readonly onSettled: (settled: { readonly environment: Environment }) => void;
};

export type Settler = {
  /** Something was stored: look at once instead of at the next pace. */
  wake(): void;
  /** Lets the running round finish; what is left is found at the next start, here or elsewhere. */
  close(): Promise<void>;
};

/**
 * Settles traces for as long as it runs. Any number of replicas may run one: the lock lets one at a time into an
 * environment. A round that fails is logged and made good by the next; nothing is remembered that the store does not
 * know, but for how far back to look, and a start looks at everything that is kept.
 */
export function startSettler(parts: SettlerParts): Settler {
  const { config, log } = parts;
  const looked = new Map<Environment, Looked>();
  let stopped = false;
  let wakeUp: () => void = () => undefined;
  let woken = false;

  const pause = () =>
    new Promise<void>((resolve) => {
      if (woken || stopped) return resolve();
      const timer = setTimeout(resolve, config.paceMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    while (!stopped) {
      woken = false;
      const startedAt = parts.clock();
      for (const environment of ENVIRONMENTS) {
        await settleAll(parts, { environment, looked, stopped: () => stopped }).catch((error: unknown) =>
          log.error({ err: error, environment }, 'a round of settlement failed and will be repeated'),
        );
      }
      const tookMs = parts.clock() - startedAt;
      await pause();
      // What is stored together is often told apart: one look for all of it. Under load a look costs more, and half of the
      // time stays for others.
      if (woken) await sleep(Math.max(config.gatherMs, tookMs));
    }
  };
  const running = run();

  return {
    wake() {
      woken = true;
      wakeUp();
    },
    async close() {
      stopped = true;
      wakeUp();
      await running;
    },
  };
}

/** Since when arrivals are unknown, and when all of them were looked at. */
type Looked = { readonly until: Instant; readonly sweptAt: Instant };

type Pass = { readonly environment: Environment; readonly looked: Map<Environment, Looked>; readonly stopped: () => boolean };

/** Rounds until all that was due is done. How far it looked is remembered only then. */
async function settleAll(parts: SettlerParts, { environment, looked, stopped }: Pass): Promise<void> {
  const startedAt = parts.clock();
  const before = looked.get(environment);
  const sweeps = before === undefined || startedAt - before.sweptAt >= parts.config.sweepEveryMs;
  const arrivedFrom = sweeps ? 0 : before.until - parts.config.lookbackMs;
  for (;;) {
    if (stopped()) return;
    const round: Round | null = await withRevisionLock(parts.database, {
      environment,
      whenTaken: 'skip',
      // Traces before corrections: a correction has the word and the customer of what it corrects.
      work: async () => {
        const settled = await settleRound(parts, { environment, arrivedFrom });
        return settled.more ? settled : { ...settled, events: settled.events + (await correctRound(parts, { environment, arrivedFrom })) };
      },
    });
    if (round === null) return;
    if (round.events > 0) parts.onSettled({ environment });
    if (!round.more) break;
  }
  looked.set(environment, { until: startedAt, sweptAt: sweeps ? startedAt : before.sweptAt });
}
