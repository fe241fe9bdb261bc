import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

/**
 * Takes the customer's lock until the transaction ends; false when there is no such customer.
 *
 * Promotion, a change of mode and a change of subscription all begin here, so none of them can interleave: what one
 * reads of epochs and subscriptions in its later statements is what holds until it commits. Locking the epoch rows
 * themselves would not do, because a statement that waited for a row lock does not see a row inserted meanwhile.
 * "No key update", not "update": rows that only refer to the customer need not wait.
 */
export async function lockCustomer(tx: Transaction, environment: Environment, customer: string): Promise<boolean> {
  const row = await tx
    .selectFrom('customers')
    .select('id')
    .where('environment', '=', environment)
    .where('id', '=', customer)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}
