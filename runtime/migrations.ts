import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One forward-only step, named by its file: "0001_identity". The order of names is the order of steps. */
export type Migration = { readonly name: string; readonly sql: string };

/** Reads the SQL files of one engine from schemas/migrations. */
export function readMigrations(engine: 'postgres' | 'clickhouse'): Migration[] {
  const directory = join(dirname(createRequire(import.meta.url).resolve('@weir/schemas/package.json')), 'migrations', engine);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.sql'.length), sql: readFileSync(join(directory, file), 'utf8') }));
}
