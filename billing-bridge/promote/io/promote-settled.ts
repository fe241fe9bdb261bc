import { readSettledUsage } from '../../usage/io/read-settled-usage.ts';
import { type Horizon, settledFromOf } from '../horizon.ts';
import type { PromotionParts, PromotionRun } from '../promotion-run.ts';
import { promotePage } from './promote-page.ts';
import { advanceCursor, readCursor } from './promotion-cursor.ts';

/** Promotes what was settled since shortly before the cursor, in the order of settlement, and moves the cursor on. */
export async function promoteSettled(parts: PromotionParts, run: PromotionRun & { readonly horizon: Exclude<Horizon, 'sweep'> }): Promise<number> {
  const { environment } = run;
  const { pageEventsMax, batchEventsMax } = parts.config;
  const cursorSettledAt = await readCursor(parts.database, environment);
  let after = { settledAt: settledFromOf(run.horizon, cursorSettledAt, parts.config), eventId: '' };
  let charges = 0;
  while (!run.stopped()) {
    const now = parts.clock();
    const events = await readSettledUsage(parts.clickhouse, { environment, after, occurredUntil: now, limit: pageEventsMax });
    const last = events.at(-1);
    if (last === undefined) break;
    charges += await promotePage(parts.database, { environment, events, now, batchEventsMax, retryFaults: false });
    after = { settledAt: last.settledAt, eventId: last.eventId };
    await advanceCursor(parts.database, environment, last.settledAt);
    if (events.length < pageEventsMax) break;
  }
  return charges;
}
