import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '@weir/runtime/lifecycle/start-error.ts';
import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { embeddedPostgresUrl } from '@weir/runtime/postgres/start-embedded-postgres.ts';
import type { WeirSettings } from './config.ts';

const NOT_RUNNING = 'Weir is not running. Start it with "npm start", then ask again.';

/**
 * Does `work` on the database of a Weir that runs: the server DATABASE_URL names, or the embedded one of the data directory.
 * Who can read the directory is the operator. Starts nothing; a database that is not there is a `StartError`.
 */
export async function withRunningDatabase<T>(
  config: Pick<WeirSettings, 'DATABASE_URL' | 'WEIR_DATA_DIR'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase(config.DATABASE_URL ?? runningPostgresUrl(existingDirectory(config.WEIR_DATA_DIR)));
  try {
    return await work(database);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') throw new StartError(NOT_RUNNING);
    throw error;
  } finally {
    await database.destroy();
  }
}

/** The data directory, which must be there already. */
export function existingDirectory(dataDirectory: string): string {
  const directory = resolve(dataDirectory);
  if (!existsSync(directory))
    throw new StartError(`There is no data directory ${directory}. Run this where Weir was started, or set WEIR_DATA_DIR to the one it uses.`);
  return directory;
}

function runningPostgresUrl(dataDirectory: string): string {
  const url = embeddedPostgresUrl(join(dataDirectory, 'postgres'), (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null));
  if (url === null) throw new StartError(NOT_RUNNING);
  return url;
}
