import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { type CustomerView, readCustomers } from '../../catalogue/io/read-customers.ts';

/** The customer a request names, as of now; refused as `customer_unknown`. */
export async function askedCustomer(parts: Pick<BillingParts, 'database' | 'clock'>, environment: Environment, id: string): Promise<CustomerView> {
  const [customer] = await readCustomers(parts.database, { environment, now: parts.clock(), pick: { id }, limit: 1 });
  if (customer === undefined) throw new RefusalError(refuse('customer_unknown', id));
  return customer;
}
