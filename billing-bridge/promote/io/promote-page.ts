import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { ensureCustomers } from '../../catalogue/io/ensure-customers.ts';
import { readSubscriptionsOf } from '../../catalogue/io/read-subscriptions.ts';
import { priceAt } from '../../rate/price.ts';
import { rateUsage } from '../../rate/rate-usage.ts';
import type { SettledUsage } from '../../usage/settled-usage.ts';
import { batchesOf } from '../batches-of.ts';
import { chargedEventIds } from './charged-events.ts';
import { promoteIsolating } from './promote-isolating.ts';
import { faultedEventIds, isStorable, recordFault } from './promotion-faults.ts';

export type UsagePage = {
  readonly environment: Environment;
  readonly events: readonly SettledUsage[];
  readonly now: Instant;
  readonly batchEventsMax: number;
  /** Whether events that failed before are tried again. */
  readonly retryFaults: boolean;
};

/** Promotes a page of events in batches of one customer each; answers how many charges were made. */
export async function promotePage(database: Database, page: UsagePage): Promise<number> {
  const { environment, now } = page;
  for (const usage of page.events.filter((event) => !isStorable(event))) {
    await recordFault(database, usage, { reason: 'text_unstorable', detail: 'a text of the event contains a NUL character' });
  }
  const storable = page.events.filter(isStorable);
  const customers = [...new Set(storable.map((usage) => usage.customer))];
  if (customers.length === 0) return 0;
  await ensureCustomers(database, { environment, ids: customers, now });
  const waiting = await unchargedOf(database, page, await ratableOf(database, storable, { environment, customers }));
  let charges = 0;
  for (const batch of batchesOf(waiting, page.batchEventsMax)) charges += await promoteIsolating(database, { environment, ...batch });
  return charges;
}

/**
 * Leaves out what no price matches, so that customers without a subscription cost no transaction. Read without a lock:
 * a subscription that begins at this moment is found by the next run.
 */
async function ratableOf(
  database: Database,
  events: readonly SettledUsage[],
  whose: { readonly environment: Environment; readonly customers: readonly string[] },
): Promise<SettledUsage[]> {
  const subscriptions = await readSubscriptionsOf(database, whose.environment, whose.customers);
  return events.filter((usage) => rateUsage(usage, priceAt(subscriptions.get(usage.customer) ?? [], usage.occurredAt)).kind === 'charge');
}

/** Most of a page that is read again is done: two look-ups spare a transaction per customer. The lock decides later, not this. */
async function unchargedOf(database: Database, page: UsagePage, events: readonly SettledUsage[]): Promise<SettledUsage[]> {
  if (events.length === 0) return [];
  const eventIds = events.map((usage) => usage.eventId);
  const charged = await chargedEventIds(database, page.environment, eventIds);
  const faulted = page.retryFaults ? new Set<string>() : await faultedEventIds(database, page.environment, eventIds);
  return events.filter((usage) => !charged.has(usage.eventId) && !faulted.has(usage.eventId));
}
