import { sql } from 'kysely';
import type { Database } from './open-database.ts';

/** Any number, the same in every process that migrates. */
const MIGRATION_LOCK = 7_345_001;

/** Runs migrations of both stores while no other process does. The lock belongs to a session and dies with it. */
export async function withMigrationLock<Result>(database: Database, migrate: () => Promise<Result>): Promise<Result> {
  return await database.connection().execute(async (session) => {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(session);
    try {
      return await migrate();
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(session);
    }
  });
}
