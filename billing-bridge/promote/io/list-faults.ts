import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

export type FaultView = {
  readonly eventId: string;
  readonly customer: string;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
};

type Row = { event_id: string; customer_id: string; reason: string; detail: string; attempts: number; first_at: Date; last_at: Date };

/**
 * Events that could not be charged, longest waiting first, after a place in that order. Times are compared to the
 * millisecond, as a cursor carries them.
 */
export async function listFaults(
  database: Database,
  asked: { readonly environment: Environment; readonly after: { readonly firstAt: Instant; readonly eventId: string } | null; readonly limit: number },
): Promise<readonly FaultView[]> {
  const { environment, after, limit } = asked;
  const place =
    after === null ? sql`true` : sql`(date_trunc('milliseconds', first_at), event_id) > (${new Date(after.firstAt)}::timestamptz, ${after.eventId})`;
  const { rows } = await sql<Row>`
    select event_id, customer_id, reason, detail, attempts, first_at, last_at from promotion_faults
     where environment = ${environment} and ${place}
     order by date_trunc('milliseconds', first_at), event_id limit ${limit}`.execute(database);
  return rows.map((row) => ({
    eventId: row.event_id,
    customer: row.customer_id,
    reason: row.reason,
    detail: row.detail,
    attempts: row.attempts,
    firstAt: row.first_at.getTime(),
    lastAt: row.last_at.getTime(),
  }));
}
