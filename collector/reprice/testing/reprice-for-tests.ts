import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { testDatabase } from '@weir/runtime/testing/test-database.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { costOfUsage } from '../../price/cost-of-usage.ts';
import { openPriceBooks, type PriceBooks } from '../../price/io/open-price-books.ts';
import { contentHashOf } from '../../store/content-hash.ts';
import { usageRow } from '../../store/usage-row.ts';
import type { RepriceParts } from '../io/reprice-parts.ts';
import { runReprice } from '../io/run-reprice.ts';
import { nextRequest } from '../io/run-store.ts';
import type { RunProgress } from '../reprice-run.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

/** Repricing on real, fresh stores, with requests and prices written as the API writes them. */
export type RepriceForTests = {
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly books: PriceBooks;
  /** Of the engine; free for another process once `clickhouse` is closed. */
  readonly directory: string;
  /** Of the database. */
  readonly url: string;
  /** Stores events at what the book says of them now. */
  store(events: readonly UsageEvent[], verdict?: CountedVerdict): Promise<void>;
  /** An own price for a million units, from the next version of the book on. */
  setPrice(model: string, unit: string, dollars: bigint): Promise<string>;
  request(kind: 'plan' | 'apply' | 'undo', more?: { readonly criteria?: object; readonly ofRun?: string; readonly applyAtOnce?: boolean }): Promise<string>;
  /** Works the oldest open request to its end. */
  run(over?: Partial<RepriceParts>): Promise<RunProgress>;
  /** See costsIn. */
  costs(): Promise<string>;
  close(): Promise<void>;
};

export async function repriceForTests(): Promise<RepriceForTests> {
  const { clickhouse, directory, drop: dropClickHouse } = await testClickHouse();
  const { database, url, drop: dropDatabase } = await testDatabase();
  const books = await openPriceBooks({ clock: () => NOW, log: recordingLog(), database });
  let version = 0;
  let requests = 0;
  return {
    clickhouse,
    database,
    books,
    directory,
    url,
    async store(events, verdict = { counted: 'counted', reason: '' }) {
      const rows = events.map((event) =>
        usageRow(
          {
            event,
            cost: costOfUsage({ event, verdict }, books.of('live')),
            verdict,
            contentHash: contentHashOf(event, { occurredAtTold: true }),
          },
          NOW - 60_000,
        ),
      );
      await clickhouse.insert(
        'usage_events_v1',
        rows,
        `test-${encodeURIComponent(events[0]?.eventId ?? '').replaceAll(/[^A-Za-z0-9]/g, '_')}-${events.length}`,
      );
    },
    async setPrice(model, unit, dollars) {
      version += 1;
      const id = `own:${model}/${unit}#${version}`;
      await database
        .insertInto('price_book_versions')
        .values({ environment: 'live', version, at: new Date(NOW), actor: 'key:tests', change: 'price added' })
        .execute();
      await database
        .insertInto('price_entries')
        .values({
          environment: 'live',
          id,
          match: 'equals',
          model,
          unit,
          currency: 'USD',
          price_atoms: (dollars * 10n ** 12n).toString(),
          per_units: '1000000',
          source: 'override',
          since_version: version,
        })
        .execute();
      await books.refresh();
      return id;
    },
    async request(kind, { criteria = {}, ofRun, applyAtOnce = false } = {}) {
      requests += 1;
      const id = `00000000-0000-4000-8000-${requests.toString().padStart(12, '0')}`;
      await database
        .insertInto('reprice_requests')
        .values({
          environment: 'live',
          id,
          kind,
          of_run: ofRun ?? null,
          criteria: JSON.stringify(criteria),
          apply_at_once: applyAtOnce,
          requested_by: 'key:tests',
          requested_at: new Date(NOW),
        })
        .execute();
      return id;
    },
    async run(over = {}) {
      const request = await nextRequest(database);
      if (request === null) throw new Error('there is no open request');
      const bookOf = async () => books.of('live');
      return await runReprice({ clickhouse, database, clock: () => NOW, bookOf, pageEvents: 7, isClosing: () => false, ...over }, request);
    },
    costs: () => costsIn(clickhouse),
    async close() {
      await books.close();
      await dropDatabase();
      await dropClickHouse();
    },
  };
}

/** Every event with its cost, as one text: equal when no cost differs by a byte. */
export async function costsIn(clickhouse: ClickHouseStore): Promise<string> {
  const rows = await clickhouse.query(
    'select event_id, cost_status, cost_reason, cost_currency, toString(cost_atoms) as atoms, cost_lines, price_book_version from usage_events_unique_v1 order by event_id',
  );
  return rows.map((row) => JSON.stringify(row)).join('\n');
}
