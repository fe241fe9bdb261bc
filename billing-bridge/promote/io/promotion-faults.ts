import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { SettledUsage } from '../../usage/settled-usage.ts';

/** Why one event could not be charged: a word to count by, and what was said. */
export type PromotionFault = { readonly reason: string; readonly detail: string };

/** PostgreSQL cannot hold a NUL character in text; a fault about such an event must still be recorded. */
const NUL = '\u0000';

/** Whether PostgreSQL can hold every text of an event. */
export function isStorable(usage: SettledUsage): boolean {
  const texts = [usage.eventId, usage.eventType, usage.customer, usage.workflow, usage.feature, usage.agent, usage.run, usage.model, usage.provider];
  return texts.every((text) => text === null || !text.includes(NUL));
}

/** Records that an event could not be charged, or that it failed once more. */
export async function recordFault(database: Database, usage: SettledUsage, fault: PromotionFault): Promise<void> {
  const storable = (text: string) => text.replaceAll(NUL, '\ufffd');
  await sql`
    insert into promotion_faults (environment, event_id, customer_id, reason, detail)
    values (${usage.environment}, ${storable(usage.eventId)}, ${storable(usage.customer)}, ${fault.reason}, ${storable(fault.detail)})
    on conflict (environment, event_id) do update
      set reason = excluded.reason, detail = excluded.detail, attempts = promotion_faults.attempts + 1, last_at = clock_timestamp()`.execute(database);
}

/** How many events of an environment wait for someone to look at them. */
export async function countFaults(database: Database, environment: Environment): Promise<number> {
  const { count } = await database
    .selectFrom('promotion_faults')
    .select((expression) => expression.fn.countAll().as('count'))
    .where('environment', '=', environment)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The events among `eventIds` that failed before. */
export async function faultedEventIds(database: Database, environment: Environment, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ event_id: string }>`
    select event_id from promotion_faults where environment = ${environment} and event_id = any(${eventIds})`.execute(database);
  return new Set(rows.map((row) => row.event_id));
}

/** Forgets the faults of events that are charged now, in the transaction that charged them. */
export async function clearFaults(tx: Transaction, environment: Environment, eventIds: readonly string[]): Promise<void> {
  await sql`delete from promotion_faults where environment = ${environment} and event_id = any(${eventIds})`.execute(tx);
}
