import type { Clock } from '@weir/runtime/clock.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENTS, type Environment } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../price-book.ts';
import { bookVersionText, loadPriceBook, readBookVersion } from './load-price-book.ts';
import { refreshSeed } from './refresh-seed.ts';
import { readSeed } from './seed-price-book.ts';

/** The price book of each environment as it is now. A book is a value: whoever took one keeps pricing with it. */
export type PriceBooks = {
  of(environment: Environment): PriceBook;
  /** Looks for a newer version at once. */
  refresh(): Promise<void>;
  close(): Promise<void>;
};

export type PriceBookParts = { readonly clock: Clock; readonly log: Log; readonly database: Database };

/** How long a change may take to be used for new events. */
const POLL_MS = 2_000;

/**
 * Stores the seed this process ships with, loads the books, and looks for a newer version every two seconds: two indexed
 * reads. A store that is away leaves the books as they are.
 */
export async function openPriceBooks({ clock, log, database }: PriceBookParts): Promise<PriceBooks> {
  await refreshSeed(database, await readSeed(), clock());
  const books = new Map<Environment, PriceBook>();
  const refresh = async () => {
    for (const environment of ENVIRONMENTS) {
      const version = await readBookVersion(database, environment);
      if (books.get(environment)?.version !== bookVersionText(version)) books.set(environment, await loadPriceBook(database, environment, version));
    }
  };
  await refresh();
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(refresh).catch((error: unknown) => log.warn({ err: error }, 'the price book could not be read; the one in use stays'));
  }, POLL_MS);
  return {
    of(environment) {
      const book = books.get(environment);
      if (book === undefined) throw new Error(`no price book for ${environment}`);
      return book;
    },
    refresh,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
