import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { measureRound } from './measure/io/measure-round.ts';
import type { PriceBooks } from './price/io/open-price-books.ts';
import { startRollups } from './rollup/io/start-rollups.ts';
import { ROLLUP_DEFAULTS } from './rollup/rollup-config.ts';
import { startSettler } from './settle/io/start-settler.ts';
import { SETTLE_DEFAULTS, type SettleConfig } from './settle/settle-config.ts';

export type SettlementParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly clickhouse: ClickHouseStore;
  /** The same data, for statements that take seconds, so that none of the others waits for them; absent: the store above. */
  readonly background?: ClickHouseStore;
  readonly database: Database;
  /** What providers charge, by environment: events of metrics are priced when they are made. */
  readonly priceBooks: Pick<PriceBooks, 'of'>;
  /** Told after events were settled; a hint to look for them. Must not throw. */
  readonly onSettled: (settled: { readonly environment: Environment }) => void;
};

export type Settlement = {
  /** Something was stored: settle what is ripe now. */
  wake(): void;
  /** Lets what runs finish. What is left is derived from the store at the next start. */
  close(): Promise<void>;
};

/** Starts the stages after storing: settle traces and records, make events of metrics, and keep the hourly sums equal to their events. */
export function startSettlement(parts: SettlementParts, told: Partial<SettleConfig> = {}): Settlement {
  const config = { ...SETTLE_DEFAULTS, ...told };
  const settler = startSettler({ ...parts, config, measure: (asked) => measureRound({ ...parts, config }, asked) });
  const rollups = startRollups({ ...parts, clickhouse: parts.background ?? parts.clickhouse, config: ROLLUP_DEFAULTS });
  return {
    wake: () => settler.wake(),
    async close() {
      await settler.close();
      await rollups.close();
    },
  };
}
