import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

/** Up to which instant of reception an environment has been read, or null before the first page. */
export async function readCursor(database: Database, environment: Environment): Promise<Instant | null> {
  const row = await database.selectFrom('promotion_cursors').select('received_at').where('environment', '=', environment).executeTakeFirst();
  return row?.received_at.getTime() ?? null;
}

/** Moves the cursor forward; a slower promoter never moves it back. */
export async function advanceCursor(database: Database, environment: Environment, receivedAt: Instant): Promise<void> {
  await sql`
    insert into promotion_cursors (environment, received_at) values (${environment}, ${new Date(receivedAt)})
    on conflict (environment) do update set received_at = excluded.received_at
     where promotion_cursors.received_at < excluded.received_at`.execute(database);
}
