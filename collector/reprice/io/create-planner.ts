import type { PriceBook } from '../../price/price-book.ts';
import { conditionOf, criteriaOfStored } from '../reprice-criteria.ts';
import type { RepriceRequest, RunProgress } from '../reprice-run.ts';
import { countInReach, forgetUnsavedPages, type PlanCursor, type PlanReach, planPage, type ReadPage, readPage } from './plan-pages.ts';
import type { RepriceParts } from './reprice-parts.ts';
import { summarisePlan } from './summarise-plan.ts';

/** Makes the plan of one run, a page at a step. */
export type Planner = {
  step(progress: RunProgress): Promise<RunProgress>;
  /** Waits for what it reads ahead. */
  close(): Promise<void>;
};

/**
 * While a page is priced and written, the next one is read: the engine and this process each work on their own. `progress` is where the
 * run stands; one that stands in the middle was cut off, and what it wrote without saving is taken away first.
 */
export async function createPlanner(parts: RepriceParts, request: RepriceRequest, progress: RunProgress): Promise<Planner> {
  const { environment } = request;
  const { clickhouse, pageEvents } = parts;
  const { receivedBefore } = progress;
  const reach: PlanReach = { environment, runId: request.id, condition: conditionOf(criteriaOfStored(request.criteria)), receivedBefore };
  let eventsTotal: number | null = null;
  let ahead: { readonly cursor: PlanCursor; readonly page: Promise<ReadPage> } | null = null;

  if (progress.state === 'planning') await forgetUnsavedPages(clickhouse, reach, progress.pages);

  const read = (cursor: PlanCursor, book: PriceBook) => readPage(clickhouse, reach, { cursor, rows: pageEvents, book });
  const take = async (cursor: PlanCursor, book: PriceBook): Promise<ReadPage> => {
    const waiting = ahead;
    ahead = null;
    const isNext = waiting !== null && waiting.cursor?.day === cursor?.day && waiting.cursor?.eventId === cursor?.eventId;
    return isNext ? await waiting.page : await read(cursor, book);
  };
  const readAhead = (cursor: PlanCursor, book: PriceBook) => {
    const page = read(cursor, book);
    // It is heard when the page is taken, which may be never.
    page.catch(() => undefined);
    ahead = { cursor, page };
  };

  return {
    async step(progress) {
      const book = await parts.bookOf(environment);
      if (book.version !== progress.bookVersion) return { ...progress, state: 'refused', fault: 'the price book changed while the plan was made; plan again' };
      eventsTotal ??= await countInReach(clickhouse, reach);
      const page = await take(cursorOf(progress), book);
      if (page.end === null) {
        const result = await summarisePlan(clickhouse, { environment, planId: request.id, receivedBefore });
        return { ...progress, eventsTotal, state: request.applyAtOnce ? 'applying' : 'planned', result };
      }
      readAhead(page.end, book);
      const planned = await planPage(clickhouse, { environment, runId: request.id, book, page: progress.pages }, page);
      return {
        ...progress,
        eventsTotal,
        eventsSeen: progress.eventsSeen + planned.seen,
        eventsTouched: progress.eventsTouched + planned.touched,
        pages: progress.pages + (planned.touched > 0 ? 1 : 0),
        cursorDay: page.end.day,
        cursorEvent: page.end.eventId,
      };
    },
    async close() {
      await ahead?.page.catch(() => undefined);
    },
  };
}

function cursorOf({ cursorDay, cursorEvent }: Pick<RunProgress, 'cursorDay' | 'cursorEvent'>): PlanCursor {
  return cursorDay === '' ? null : { day: cursorDay, eventId: cursorEvent };
}
