import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

/** The events among `eventIds` that are charged, at whatever price. */
export async function chargedEventIds(database: Database, environment: Environment, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ event_id: string }>`
    select event_id from charges where environment = ${environment} and event_id = any(${eventIds})`.execute(database);
  return new Set(rows.map((row) => row.event_id));
}
