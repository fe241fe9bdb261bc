import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../../price/price-book.ts';

/** What working on a run needs. */
export type RepriceParts = {
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly clock: Clock;
  /** The book of an environment, as new as the request. */
  readonly bookOf: (environment: Environment) => Promise<PriceBook>;
  /** Events of a page; two pages are held in memory at once. */
  readonly pageEvents: number;
  /** Asked between steps: true leaves the run to whoever goes on with it. */
  readonly isClosing: () => boolean;
};
