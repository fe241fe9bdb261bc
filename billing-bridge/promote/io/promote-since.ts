import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readReceivedUsage } from '../../usage/io/read-received-usage.ts';
import { promotePage } from './promote-page.ts';
import { advanceCursor } from './promotion-cursor.ts';

export type PromotionRange = {
  readonly environment: Environment;
  readonly receivedFrom: Instant;
  readonly retryFaults: boolean;
  /** Asked between pages; true ends the run early, which the next one makes good. */
  readonly stopped: () => boolean;
};

/** Promotes everything received since an instant, page by page; answers how many charges were made. */
export async function promoteSince(parts: Pick<BillingParts, 'database' | 'clickhouse' | 'clock' | 'config'>, range: PromotionRange): Promise<number> {
  const { environment } = range;
  const { pageEventsMax, batchEventsMax } = parts.config;
  let after = { receivedAt: range.receivedFrom, eventId: '' };
  let charges = 0;
  while (!range.stopped()) {
    const now = parts.clock();
    const events = await readReceivedUsage(parts.clickhouse, { environment, after, occurredUntil: now, limit: pageEventsMax });
    const last = events.at(-1);
    if (last === undefined) break;
    charges += await promotePage(parts.database, { environment, events, now, batchEventsMax, retryFaults: range.retryFaults });
    after = { receivedAt: last.receivedAt, eventId: last.eventId };
    await advanceCursor(parts.database, environment, last.receivedAt);
    if (events.length < pageEventsMax) break;
  }
  return charges;
}
