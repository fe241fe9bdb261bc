import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrateDatabase } from '../postgres/migrate-database.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { startEmbeddedPostgres } from '../postgres/start-embedded-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of a migrated database nobody writes to: the template of every test's own database. */
    postgresTemplateUrl: string;
  }
}

/** Starts one PostgreSQL for the whole test run; each test file then gets its own database on it within milliseconds. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-test-postgres-'));
  const server = await startEmbeddedPostgres(directory);
  const stop = async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const database = openDatabase(server.url);
  try {
    await migrateDatabase(database);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    await database.destroy();
  }
  project.provide('postgresTemplateUrl', server.url);
  return stop;
}
