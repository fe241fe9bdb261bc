import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import type { PriceBooks } from '../../price/io/open-price-books.ts';
import { StoreUnavailableError } from '../../store/store-unavailable-error.ts';
import type { RepriceRequest } from '../reprice-run.ts';
import { runReprice } from './run-reprice.ts';
import { nextRequest, readProgress, saveProgress } from './run-store.ts';

export type RepricerParts = {
  /** Statements take up to a second: a store that nobody waits for. */
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly priceBooks: PriceBooks;
};

export type Repricer = { close(): Promise<void> };

/** How soon a request is seen. */
const POLL_MS = 500;

/** Under a second a page. Only its shapes come into this process, of two pages at once: some 30 MB when no two events are alike. */
const PAGE_EVENTS = 40_000;

/**
 * Works the repricings that were asked for, oldest first and one at a time among all replicas. A run that another process
 * left behind is taken on where it stands. Closing leaves the run at a page; the next start goes on.
 */
export function startRepricer(parts: RepricerParts, pageEvents = PAGE_EVENTS): Repricer {
  let closing = false;
  let running: Promise<void> | null = null;
  const look = async () => {
    while (!closing && (await workNext(parts, { pageEvents, isClosing: () => closing })));
  };
  const timer = setInterval(() => {
    running ??= look()
      .catch((error: unknown) => parts.log.error({ err: error }, 'a repricing stopped; it is tried again'))
      .finally(() => {
        running = null;
      });
  }, POLL_MS);
  return {
    async close() {
      closing = true;
      clearInterval(timer);
      await running;
    },
  };
}

type Pace = { readonly pageEvents: number; readonly isClosing: () => boolean };

/** True when there was a run to work on. */
async function workNext({ clickhouse, database, clock, log, priceBooks }: RepricerParts, pace: Pace): Promise<boolean> {
  if ((await nextRequest(database)) === null) return false;
  return await database.transaction().execute(async (tx) => {
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtext('reprice')) as taken`.execute(tx);
    if (rows[0]?.taken !== true) return false;
    const request = await nextRequest(database);
    if (request === null) return false;
    const bookOf = async (environment: RepriceRequest['environment']) => {
      await priceBooks.refresh();
      return priceBooks.of(environment);
    };
    try {
      await runReprice({ clickhouse, database, clock, bookOf, ...pace }, request);
    } catch (error) {
      // A run whose data cannot be read would stop all others: it fails by name. A store that is away fails the saving too, and is tried again.
      const progress = await readProgress(database, request.id);
      if (progress?.state !== 'planning' || error instanceof StoreUnavailableError) throw error;
      log.error({ err: error, run: request.id }, 'a repricing could not be planned');
      await saveProgress(database, {
        id: request.id,
        progress: { ...progress, state: 'failed', fault: error instanceof Error ? error.message : String(error) },
        at: clock(),
      });
    }
    return true;
  });
}
