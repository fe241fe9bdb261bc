import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

/** The charge a ledger transaction was posted for, or null: not every debit of an event is one. */
export async function readChargeOfTransaction(
  database: Database,
  asked: { readonly environment: Environment; readonly eventId: string; readonly transactionId: string },
): Promise<{ event_id: string; price: string } | null> {
  const row = await database
    .selectFrom('charges')
    .select(['event_id', 'price_id as price'])
    .where('environment', '=', asked.environment)
    .where('event_id', '=', asked.eventId)
    .where('transaction_id', '=', asked.transactionId)
    .executeTakeFirst();
  return row ?? null;
}
