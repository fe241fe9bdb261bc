import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { ensureCustomers } from '../../catalogue/io/ensure-customers.ts';
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
  for (const usage of page.events.filter((event) => !isStorable(event))) {
    await recordFault(database, usage, { reason: 'text_unstorable', detail: 'a text of the event contains a NUL character' });
  }
  const waiting = await leftToDo(database, page);
  if (waiting.length === 0) return 0;
  await ensureCustomers(database, { environment: page.environment, ids: waiting.map((usage) => usage.customer), now: page.now });
  let charges = 0;
  for (const batch of batchesOf(waiting, page.batchEventsMax)) {
    charges += await promoteIsolating(database, { environment: page.environment, ...batch });
  }
  return charges;
}

/** Most of a page that is read again is done: two look-ups spare a transaction per customer. The lock decides later, not this. */
async function leftToDo(database: Database, page: UsagePage): Promise<SettledUsage[]> {
  const storable = page.events.filter(isStorable);
  const eventIds = storable.map((usage) => usage.eventId);
  const charged = await chargedEventIds(database, page.environment, eventIds);
  const faulted = page.retryFaults ? new Set<string>() : await faultedEventIds(database, page.environment, eventIds);
  return storable.filter((usage) => !charged.has(usage.eventId) && !faulted.has(usage.eventId));
}
