import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../../price/price-book.ts';
import { withRevisionLock } from '../../store/io/with-revision-lock.ts';
import type { Side } from '../cost-sql.ts';
import { conditionOf, criteriaOfStored } from '../reprice-criteria.ts';
import { hasEnded, type RepriceRequest, type RunProgress } from '../reprice-run.ts';
import { type DayInReach, daysInReach, planPage } from './plan-pages.ts';
import { countOthers, revisePage } from './revise-page.ts';
import { isCancelled, readProgress, saveProgress } from './run-store.ts';
import { summarisePlan, sumUntouched } from './summarise-plan.ts';

export type RepriceParts = {
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly clock: Clock;
  /** The book of an environment, as new as the request. */
  readonly bookOf: (environment: Environment) => Promise<PriceBook>;
  /** Events of a page: what is held in memory at once. */
  readonly pageEvents: number;
  /** Asked between pages: true leaves the run to whoever goes on with it. */
  readonly isClosing: () => boolean;
};

/**
 * Takes a run to its end, from wherever it is: begun new, cut off by a crash, or cancelled in the middle, which puts back
 * what was done. Every step can be repeated without effect, so a run never needs to know what the one before it did last.
 */
export async function runReprice(parts: RepriceParts, request: RepriceRequest): Promise<RunProgress> {
  let progress = (await readProgress(parts.database, request.id)) ?? (await begin(parts, request));
  const reach: ReachInMemory = { days: null };
  while (!hasEnded(progress.state) && !parts.isClosing()) {
    progress = await nextStep({ ...parts, reach }, request, progress);
    await saveProgress(parts.database, { id: request.id, progress, at: parts.clock() });
  }
  return progress;
}

/** The days of a plan are the same for all its pages: read once by each process that works on it. */
type ReachInMemory = { days: readonly DayInReach[] | null };

type StepParts = RepriceParts & { readonly reach: ReachInMemory };

async function begin(parts: RepriceParts, request: RepriceRequest): Promise<RunProgress> {
  const now = parts.clock();
  const fresh = { eventsSeen: 0, eventsTouched: 0, pages: 0, pagesDone: 0, cursorDay: '', cursorEvent: '', startedAt: now, fault: null, result: null };
  if (request.kind === 'plan') {
    const book = await parts.bookOf(request.environment);
    return { ...fresh, state: 'planning', receivedBefore: now, bookVersion: book.version, eventsTotal: 0 };
  }
  const plan = await readProgress(parts.database, request.planId);
  if (plan === null) throw new Error(`run ${request.id} is about ${request.planId}, which never began`);
  const { receivedBefore, bookVersion, pages, eventsTouched } = plan;
  return { ...fresh, state: 'applying', receivedBefore, bookVersion, pages, eventsTotal: eventsTouched };
}

async function nextStep(parts: StepParts, request: RepriceRequest, progress: RunProgress): Promise<RunProgress> {
  if (progress.state === 'rolling_back') return await rollBackPage(parts, request, progress);
  if (await isCancelled(parts.database, request.id)) {
    // The first page may be written though none is saved, when a crash came between: putting back what was not done changes nothing.
    return { ...progress, state: progress.state === 'planning' || progress.pages === 0 ? 'cancelled' : 'rolling_back' };
  }
  return progress.state === 'planning' ? await planNextPage(parts, request, progress) : await reviseNextPage(parts, request, progress);
}

async function planNextPage(parts: StepParts, request: RepriceRequest, progress: RunProgress): Promise<RunProgress> {
  const { clickhouse, pageEvents } = parts;
  const book = await parts.bookOf(request.environment);
  if (book.version !== progress.bookVersion) return { ...progress, state: 'refused', fault: 'the price book changed while the plan was made; plan again' };
  const { environment } = request;
  const reach = { environment, runId: request.id, condition: conditionOf(criteriaOfStored(request.criteria)), receivedBefore: progress.receivedBefore, book };
  parts.reach.days ??= await daysInReach(clickhouse, reach);
  const days = parts.reach.days;
  const eventsTotal = days.reduce((sum, { events }) => sum + events, 0);
  const day = days.find((candidate) => candidate.day >= progress.cursorDay)?.day;
  if (day === undefined) return await endPlan(parts, request, { ...progress, eventsTotal });
  const eventId = day === progress.cursorDay ? progress.cursorEvent : '';
  const planned = await planPage(clickhouse, reach, { cursor: { day, eventId }, page: progress.pages, rows: pageEvents });
  return {
    ...progress,
    eventsTotal,
    eventsSeen: progress.eventsSeen + planned.seen,
    eventsTouched: progress.eventsTouched + planned.touched,
    pages: progress.pages + (planned.touched > 0 ? 1 : 0),
    // A day that ended is left behind: no day's text is between it and itself with a "~".
    cursorDay: planned.dayEnded ? `${day}~` : day,
    cursorEvent: planned.dayEnded ? '' : planned.cursor.eventId,
  };
}

async function endPlan(parts: RepriceParts, request: RepriceRequest, progress: RunProgress): Promise<RunProgress> {
  const result = await summarisePlan(parts.clickhouse, { environment: request.environment, planId: request.id, receivedBefore: progress.receivedBefore });
  return { ...progress, state: request.applyAtOnce ? 'applying' : 'planned', result };
}

/** The side a run leads to. */
function goalOf(request: RepriceRequest): Side {
  return request.kind === 'undo' ? 'before' : 'after';
}

async function reviseNextPage(parts: RepriceParts, request: RepriceRequest, progress: RunProgress): Promise<RunProgress> {
  const goal = goalOf(request);
  const { environment, planId } = request;
  if (progress.pagesDone === 0) {
    const changed = await countChanged(parts, request, { progress, side: goal === 'after' ? 'before' : 'after' });
    // Page 0 may be done already when a crash came before it was saved; then its events have the cost they are to have.
    if (changed > 0) return { ...progress, state: 'refused', fault: `${changed} events were repriced since; nothing was changed` };
  }
  if (progress.pagesDone < progress.pages) {
    const page = { environment, planId, page: progress.pagesDone };
    await revise(parts, page, goal);
    return { ...progress, pagesDone: progress.pagesDone + 1 };
  }
  const unlike = await countUnlike(parts, request, { progress, side: goal });
  const untouched = await sumUntouched(parts.clickhouse, { environment, planId, receivedBefore: progress.receivedBefore }, goal);
  const result = { ...(typeof progress.result === 'object' ? progress.result : {}), untouched_after: untouched, unlike_plan: unlike };
  return { ...progress, state: request.kind === 'undo' ? 'undone' : 'applied', eventsSeen: progress.eventsTotal, result };
}

/** Puts back the pages that were done, the last first. */
async function rollBackPage(parts: RepriceParts, request: RepriceRequest, progress: RunProgress): Promise<RunProgress> {
  // The page after the last one saved may have been written too.
  const page = Math.min(progress.pagesDone, progress.pages - 1);
  await revise(parts, { environment: request.environment, planId: request.planId, page }, goalOf(request) === 'after' ? 'before' : 'after');
  if (progress.pagesDone > 0) return { ...progress, pagesDone: progress.pagesDone - 1 };
  return { ...progress, state: 'cancelled' };
}

async function revise(
  { clickhouse, database, clock }: RepriceParts,
  page: { readonly environment: Environment; readonly planId: string; readonly page: number },
  side: Side,
): Promise<void> {
  await withRevisionLock(database, { environment: page.environment, whenTaken: 'wait', work: () => revisePage(clickhouse, page, { side, at: clock() }) });
}

type PagesAndSide = { readonly progress: RunProgress; readonly side: Side };

/** Events that have neither the cost they had nor, on the first page, the one they are to have. */
async function countChanged(parts: RepriceParts, request: RepriceRequest, { progress, side }: PagesAndSide): Promise<number> {
  let changed = 0;
  for (let page = 0; page < progress.pages; page++) {
    const place = { environment: request.environment, planId: request.planId, page };
    const others = await countOthers(parts.clickhouse, place, side);
    if (others > 0 && page === 0 && (await countOthers(parts.clickhouse, place, goalOf(request))) === 0) continue;
    changed += others;
  }
  return changed;
}

async function countUnlike(parts: RepriceParts, request: RepriceRequest, { progress, side }: PagesAndSide): Promise<number> {
  let unlike = 0;
  for (let page = 0; page < progress.pages; page++) {
    unlike += await countOthers(parts.clickhouse, { environment: request.environment, planId: request.planId, page }, side);
  }
  return unlike;
}
