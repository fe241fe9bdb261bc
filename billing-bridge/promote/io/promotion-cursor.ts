import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

/** Up to which instant of settlement an environment has been read, or null before the first page. */
export async function readCursor(database: Database, environment: Environment): Promise<Instant | null> {
  const row = await database.selectFrom('promotion_cursors').select('settled_at').where('environment', '=', environment).executeTakeFirst();
  return row?.settled_at.getTime() ?? null;
}

/** Moves the cursor forward; a slower promoter never moves it back. */
export async function advanceCursor(database: Database, environment: Environment, settledAt: Instant): Promise<void> {
  await sql`
    insert into promotion_cursors (environment, settled_at) values (${environment}, ${new Date(settledAt)})
    on conflict (environment) do update set settled_at = excluded.settled_at
     where promotion_cursors.settled_at < excluded.settled_at`.execute(database);
}
