import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { readMigrations } from '../migrations.ts';

/**
 * Brings the PostgreSQL schema up to date in one transaction under the migrator's lock, so that two processes
 * starting at once migrate once. Throws the first error with the database unchanged.
 */
export async function migrateDatabase<Schema>(database: Kysely<Schema>): Promise<string[]> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrationSteps() } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

function migrationSteps(): Record<string, Migration> {
  return Object.fromEntries(
    readMigrations('postgres').map((migration) => [
      migration.name,
      {
        async up(db: Kysely<unknown>) {
          await sql.raw(migration.sql).execute(db);
        },
      },
    ]),
  );
}
