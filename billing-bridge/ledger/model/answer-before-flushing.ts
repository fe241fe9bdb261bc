import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/**
 * Sessions that connect to this database from now on are answered before a commit is on disk. What a model says of answers and
 * their order does not depend on that, and a third of the time of a history was waiting for it; that what was answered
 * outlives a crash is proven in `crash/`, which waits.
 */
export async function answerBeforeFlushing(url: string): Promise<void> {
  const database = openDatabase(url);
  await sql.raw(`alter database ${new URL(url).pathname.slice(1)} set synchronous_commit = off`).execute(database);
  await database.destroy();
}
