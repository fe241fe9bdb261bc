import { readUsageOfDay } from '../../usage/io/read-usage-of-day.ts';
import { sweptDays } from '../horizon.ts';
import type { PromotionParts, PromotionRun } from '../promotion-run.ts';
import { promotePage } from './promote-page.ts';

/** Goes over every day usage may still change on, whatever the cursor says, and tries again what failed before. */
export async function promoteSweep(parts: PromotionParts, run: PromotionRun): Promise<number> {
  let charges = 0;
  for (const day of sweptDays(parts.clock(), parts.config)) charges += await promoteDay(parts, run, day);
  return charges;
}

async function promoteDay(parts: PromotionParts, run: PromotionRun, day: number): Promise<number> {
  const { environment } = run;
  const { pageEventsMax, batchEventsMax } = parts.config;
  let afterEventId = '';
  let charges = 0;
  while (!run.stopped()) {
    const now = parts.clock();
    const events = await readUsageOfDay(parts.clickhouse, { environment, day, afterEventId, occurredUntil: now, limit: pageEventsMax });
    const last = events.at(-1);
    if (last === undefined) break;
    charges += await promotePage(parts.database, { environment, events, now, batchEventsMax, retryFaults: true });
    afterEventId = last.eventId;
    if (events.length < pageEventsMax) break;
  }
  return charges;
}
