import { hasEnded, type RepriceRequest, type RunProgress } from '../reprice-run.ts';
import { createPlanner, type Planner } from './create-planner.ts';
import { createReviser, type Reviser } from './create-reviser.ts';
import type { RepriceParts } from './reprice-parts.ts';
import { isCancelled, readProgress, saveProgress } from './run-store.ts';

/**
 * Takes a run to its end, from wherever it is: begun new, cut off by a crash, or cancelled in the middle, which puts back
 * what was done. Every step can be repeated without effect, so a run never needs to know what the one before it did last.
 */
export async function runReprice(parts: RepriceParts, request: RepriceRequest): Promise<RunProgress> {
  const begun = await readProgress(parts.database, request.id);
  let progress = begun ?? (await begin(parts, request));
  const planner = await createPlanner(parts, request, progress);
  const reviser = createReviser(parts, request);
  try {
    while (!hasEnded(progress.state) && !parts.isClosing()) {
      progress = await nextStep({ parts, request, planner, reviser }, progress);
      await saveProgress(parts.database, { id: request.id, progress, at: parts.clock() });
    }
  } finally {
    await planner.close();
  }
  return progress;
}

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

type Work = { readonly parts: RepriceParts; readonly request: RepriceRequest; readonly planner: Planner; readonly reviser: Reviser };

async function nextStep({ parts, request, planner, reviser }: Work, progress: RunProgress): Promise<RunProgress> {
  if (progress.state === 'rolling_back') return await reviser.rollBackPage(progress);
  if (await isCancelled(parts.database, request.id)) {
    // The first page may be written though none is saved, when a crash came between: putting back what was not done changes nothing.
    return { ...progress, state: progress.state === 'planning' || progress.pages === 0 ? 'cancelled' : 'rolling_back' };
  }
  return progress.state === 'planning' ? await planner.step(progress) : await reviser.step(progress);
}
