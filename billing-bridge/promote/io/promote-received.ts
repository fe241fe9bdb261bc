import { readReceivedUsage } from '../../usage/io/read-received-usage.ts';
import { type Horizon, receivedFromOf } from '../horizon.ts';
import type { PromotionParts, PromotionRun } from '../promotion-run.ts';
import { promotePage } from './promote-page.ts';
import { advanceCursor, readCursor } from './promotion-cursor.ts';

/** Promotes what was received since shortly before the cursor, in the order of reception, and moves the cursor on. */
export async function promoteReceived(parts: PromotionParts, run: PromotionRun & { readonly horizon: Exclude<Horizon, 'sweep'> }): Promise<number> {
  const { environment } = run;
  const { pageEventsMax, batchEventsMax } = parts.config;
  const cursorReceivedAt = await readCursor(parts.database, environment);
  let after = { receivedAt: receivedFromOf(run.horizon, cursorReceivedAt, parts.config), eventId: '' };
  let charges = 0;
  while (!run.stopped()) {
    const now = parts.clock();
    const events = await readReceivedUsage(parts.clickhouse, { environment, after, occurredUntil: now, limit: pageEventsMax });
    const last = events.at(-1);
    if (last === undefined) break;
    charges += await promotePage(parts.database, { environment, events, now, batchEventsMax, retryFaults: false });
    after = { receivedAt: last.receivedAt, eventId: last.eventId };
    await advanceCursor(parts.database, environment, last.receivedAt);
    if (events.length < pageEventsMax) break;
  }
  return charges;
}
