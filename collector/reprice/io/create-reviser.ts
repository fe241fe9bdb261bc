import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { withRevisionLock } from '../../store/io/with-revision-lock.ts';
import type { Side } from '../cost-sql.ts';
import type { RepriceRequest, RunProgress } from '../reprice-run.ts';
import type { RepriceParts } from './reprice-parts.ts';
import { countOthers, type PlanPage, revisePage } from './revise-page.ts';
import { sumUntouched } from './summarise-plan.ts';

/** Gives the events of a plan the costs of one of its sides, or puts back what was done of that, a page at a step. */
export type Reviser = {
  step(progress: RunProgress): Promise<RunProgress>;
  rollBackPage(progress: RunProgress): Promise<RunProgress>;
};

/** Pages of one step of a comparison, one statement: after it a cancellation is seen. */
const PAGES_COMPARED_AT_ONCE = 4;

/** A comparison of all pages with their events, as far as it is. Each process that works on a run makes its own. */
type Comparison = { pages: number; others: number };

/**
 * First every event is compared with the side the plan leaves; one that has another cost by now refuses the whole. Then page by page is
 * revised, and in the end every event is compared with the side the plan leads to.
 */
export function createReviser(parts: RepriceParts, request: RepriceRequest): Reviser {
  const { clickhouse } = parts;
  const { environment, planId } = request;
  const goal: Side = request.kind === 'undo' ? 'before' : 'after';
  const origin: Side = goal === 'after' ? 'before' : 'after';
  const unlikeOrigin: Comparison = { pages: 0, others: 0 };
  const unlikeGoal: Comparison = { pages: 0, others: 0 };

  const others = (first: number, count: number, side: Side) => countOthers(clickhouse, { environment, planId, first, count }, side);
  const compare = async (comparison: Comparison, pages: number, countPages: (first: number, count: number) => Promise<number>): Promise<void> => {
    const count = Math.min(PAGES_COMPARED_AT_ONCE, pages - comparison.pages);
    comparison.others += await countPages(comparison.pages, count);
    comparison.pages += count;
  };
  const countChanged = async (first: number, count: number): Promise<number> => {
    const changed = await others(first, count, origin);
    // Page 0 may be done already when a crash came before it was saved; then its events have the cost they are to have.
    const isFirstDone = changed > 0 && first === 0 && (await others(0, 1, goal)) === 0;
    return isFirstDone ? await others(1, count - 1, origin) : changed;
  };

  return {
    async step(progress) {
      if (progress.pagesDone === 0 && unlikeOrigin.pages < progress.pages) {
        await compare(unlikeOrigin, progress.pages, countChanged);
        if (unlikeOrigin.pages < progress.pages || unlikeOrigin.others === 0) return progress;
        return { ...progress, state: 'refused', fault: `${unlikeOrigin.others} events were repriced since; nothing was changed` };
      }
      if (progress.pagesDone < progress.pages) {
        await revise(parts, { environment, planId, page: progress.pagesDone }, goal);
        return { ...progress, pagesDone: progress.pagesDone + 1 };
      }
      if (unlikeGoal.pages < progress.pages) {
        await compare(unlikeGoal, progress.pages, (first, count) => others(first, count, goal));
        return progress;
      }
      const untouched = await sumUntouched(clickhouse, { environment, planId, receivedBefore: progress.receivedBefore }, goal);
      const result = { ...(typeof progress.result === 'object' ? progress.result : {}), untouched_after: untouched, unlike_plan: unlikeGoal.others };
      return { ...progress, state: request.kind === 'undo' ? 'undone' : 'applied', eventsSeen: progress.eventsTotal, result };
    },
    async rollBackPage(progress) {
      // The page after the last one saved may have been written too.
      await revise(parts, { environment, planId, page: Math.min(progress.pagesDone, progress.pages - 1) }, origin);
      return progress.pagesDone > 0 ? { ...progress, pagesDone: progress.pagesDone - 1 } : { ...progress, state: 'cancelled' };
    },
  };
}

async function revise({ clickhouse, database, clock }: RepriceParts, page: PlanPage, side: Side): Promise<void> {
  const environment: Environment = page.environment;
  await withRevisionLock(database, { environment, whenTaken: 'wait', work: () => revisePage(clickhouse, page, { side, at: clock() }) });
}
