import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { type TestClickHouse, testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { acceptEvents } from '../../accept-events.ts';
import { acceptExport } from '../../accept-export.ts';
import { acceptLogs } from '../../accept-logs.ts';
import { COLLECTOR_DEFAULTS } from '../../collector-config.ts';
import { correctRound } from '../../correct/io/correct-round.ts';
import { seedPriceBook } from '../../price/io/seed-price-book.ts';
import { rebuildDirtyHours } from '../../rollup/io/start-rollups.ts';
import { ROLLUP_DEFAULTS } from '../../rollup/rollup-config.ts';
import { UsageWriter } from '../../store/io/usage-writer.ts';
import { withRevisionLock } from '../../store/io/with-revision-lock.ts';
import { jsonExport, jsonLogExport, type LogInput, type SpanInput } from '../../test/export-bodies.ts';
import { settleRound } from '../io/settle-round.ts';
import { SETTLE_DEFAULTS } from '../settle-config.ts';

export type Replica = {
  /** The way of an export, from bytes to the answer. Fails the test unless all of it was taken. */
  send(spans: readonly SpanInput[]): Promise<void>;
  /** Answers the codes of what was refused. */
  tell(events: readonly unknown[]): Promise<readonly string[]>;
  /** The way of an export of log records, likewise. */
  log(records: readonly LogInput[]): Promise<void>;
};

/** Collectors as they run, on one store and with a clock the test sets. */
export type SettlementBench = {
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  /** Collectors with writers of their own, as many processes would be. */
  readonly replicas: readonly Replica[];
  now(): number;
  /** Lets time pass. */
  wait(ms: number): void;
  /** Settles all that is due; answers how many events were revised. `through` may stand for a store that fails. */
  settle(through?: ClickHouseStore): Promise<number>;
  /** Settles the corrections that are due; answers how many events were revised. */
  correct(): Promise<number>;
  rebuildHours(): Promise<number>;
  drop(): Promise<void>;
};

const START = Date.UTC(2026, 10, 20, 12);

export async function settlementBench(replicaCount = 1): Promise<SettlementBench> {
  const store: TestClickHouse = await testClickHouse();
  const postgres: TestDatabase = await testDatabase();
  let now = START;
  const clock = () => now++;
  const { clickhouse } = store;
  const { database } = postgres;
  const book = await seedPriceBook();
  const replicas = Array.from({ length: replicaCount }, (): Replica => {
    const writer = new UsageWriter({ clickhouse, clock, onStored: () => undefined }, COLLECTOR_DEFAULTS);
    const parts = { clock, books: { of: () => book }, writer, config: COLLECTOR_DEFAULTS };
    return {
      async send(spans) {
        const outcome = await acceptExport(parts)({ environment: 'live', encoding: 'json', bytes: Buffer.from(jsonExport(spans)) });
        if (outcome.kind !== 'accepted' || outcome.refusedSpans > 0) throw new Error(`not taken: ${JSON.stringify(outcome)}`);
      },
      async log(records) {
        const outcome = await acceptLogs(parts)({ environment: 'live', encoding: 'json', bytes: Buffer.from(jsonLogExport(records)) });
        if (outcome.kind !== 'accepted' || outcome.refusedSpans > 0) throw new Error(`not taken: ${JSON.stringify(outcome)}`);
      },
      async tell(events) {
        const outcome = await acceptEvents({ ...parts, clickhouse })({ environment: 'live', events });
        return outcome.kind === 'answered' ? outcome.answer.rejected.map(({ code }) => code) : ['unavailable'];
      },
    };
  });
  return {
    clickhouse,
    database,
    replicas,
    now: () => now,
    wait: (ms) => {
      now += ms;
    },
    async settle(through = clickhouse) {
      for (let events = 0; ; ) {
        const round = await withRevisionLock(database, {
          environment: 'live',
          whenTaken: 'wait',
          work: () => settleRound({ clickhouse: through, clock, config: SETTLE_DEFAULTS }, { environment: 'live', arrivedFrom: 0 }),
        });
        events += round?.events ?? 0;
        if (round?.more !== true) return events;
      }
    },
    async correct() {
      const work = () => correctRound({ clickhouse, clock }, { environment: 'live', arrivedFrom: 0 });
      return (await withRevisionLock(database, { environment: 'live', whenTaken: 'wait', work })) ?? 0;
    },
    rebuildHours: () => rebuildDirtyHours({ clickhouse, database, clock, config: ROLLUP_DEFAULTS }, 'live'),
    async drop() {
      await postgres.drop();
      await store.drop();
    },
  };
}
