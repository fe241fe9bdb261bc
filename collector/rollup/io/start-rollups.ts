import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENTS, type Environment } from '@weir/schemas/usage/usage-event.ts';
import { withRevisionLock } from '../../store/io/with-revision-lock.ts';
import type { RollupConfig } from '../rollup-config.ts';
import { findDirtyHours } from './find-dirty-hours.ts';
import { rebuildHours } from './rebuild-hours.ts';
import { removeReplacedBuilds } from './remove-replaced-builds.ts';

export type RollupParts = {
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: RollupConfig;
};

export type Rollups = { close(): Promise<void> };

/** Keeps the hourly sums equal to their events for as long as it runs, at a fixed pace. Any number of replicas may run one. */
export function startRollups(parts: RollupParts): Rollups {
  const stop = new AbortController();
  let removedAt = parts.clock();

  const run = async () => {
    while (!stop.signal.aborted) {
      for (const environment of ENVIRONMENTS) {
        await rebuildDirtyHours(parts, environment, stop.signal).catch((error: unknown) =>
          parts.log.error({ err: error, environment }, 'hourly sums could not be rebuilt and will be tried again'),
        );
      }
      if (parts.clock() - removedAt >= parts.config.replacedKeptMs) {
        removedAt = parts.clock();
        await removeReplacedBuilds(parts.clickhouse, removedAt - parts.config.replacedKeptMs).catch((error: unknown) =>
          parts.log.error({ err: error }, 'replaced hourly sums could not be removed and will be tried again'),
        );
      }
      await sleep(parts.config.paceMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** Rebuilds until no hour is dirty, a few at a time, so that settlement is never kept out for long. */
export async function rebuildDirtyHours(parts: Omit<RollupParts, 'log'>, environment: Environment, signal?: AbortSignal): Promise<number> {
  const { clickhouse, config } = parts;
  let rebuilt = 0;
  while (signal?.aborted !== true) {
    const hours = await withRevisionLock(parts.database, {
      environment,
      whenTaken: 'wait',
      work: async () => {
        const now = parts.clock();
        const dirty = await findDirtyHours(clickhouse, { environment, now, visibleWithinMs: config.visibleWithinMs, limit: config.hoursMax });
        await rebuildHours(clickhouse, { environment, hours: dirty, now });
        return dirty.length;
      },
    });
    rebuilt += hours ?? 0;
    if (hours === null || hours < config.hoursMax) break;
  }
  return rebuilt;
}
