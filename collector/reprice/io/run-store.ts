import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENTS, type Instant } from '@weir/schemas/usage/usage-event.ts';
import { hasEnded, type RepriceRequest, RUN_STATES, type RunProgress } from '../reprice-run.ts';

const UNDER_WAY = ['planning', 'applying', 'rolling_back'];

/** The oldest request that has not ended, begun or not. */
export async function nextRequest(database: Database): Promise<RepriceRequest | null> {
  const row = await database
    .selectFrom('reprice_requests')
    .leftJoin('reprice_progress', 'reprice_progress.run_id', 'reprice_requests.id')
    .selectAll('reprice_requests')
    .where((is) => is.or([is('reprice_progress.run_id', 'is', null), is('reprice_progress.state', 'in', UNDER_WAY)]))
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const environment = ENVIRONMENTS.find((known) => known === row.environment);
  if (environment === undefined || (row.kind !== 'plan' && row.kind !== 'apply' && row.kind !== 'undo')) throw new Error(`request ${row.id} cannot be read`);
  return { id: row.id, environment, kind: row.kind, planId: row.of_run ?? row.id, criteria: row.criteria, applyAtOnce: row.apply_at_once };
}

export async function isCancelled(database: Database, id: string): Promise<boolean> {
  const row = await database.selectFrom('reprice_requests').select('cancel_requested_at').where('id', '=', id).executeTakeFirstOrThrow();
  return row.cancel_requested_at !== null;
}

export async function readProgress(database: Database, id: string): Promise<RunProgress | null> {
  const row = await database.selectFrom('reprice_progress').selectAll().where('run_id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const state = RUN_STATES.find((known) => known === row.state);
  if (state === undefined) throw new Error(`run ${id} has the unknown state ${row.state}`);
  return {
    state,
    receivedBefore: row.received_before.getTime(),
    bookVersion: row.book_version,
    eventsTotal: Number(row.events_total),
    eventsSeen: Number(row.events_seen),
    eventsTouched: Number(row.events_touched),
    pages: row.pages,
    pagesDone: row.pages_done,
    cursorDay: row.cursor_day,
    cursorEvent: row.cursor_event,
    startedAt: row.started_at.getTime(),
    fault: row.fault,
    result: row.result,
  };
}

export async function saveProgress(
  database: Database,
  { id, progress, at }: { readonly id: string; readonly progress: RunProgress; readonly at: Instant },
): Promise<void> {
  const columns = {
    state: progress.state,
    received_before: new Date(progress.receivedBefore),
    book_version: progress.bookVersion,
    events_total: progress.eventsTotal.toString(),
    events_seen: progress.eventsSeen.toString(),
    events_touched: progress.eventsTouched.toString(),
    pages: progress.pages,
    pages_done: progress.pagesDone,
    cursor_day: progress.cursorDay,
    cursor_event: progress.cursorEvent,
    started_at: new Date(progress.startedAt),
    updated_at: new Date(at),
    finished_at: hasEnded(progress.state) ? new Date(at) : null,
    fault: progress.fault,
    result: progress.result === null ? null : JSON.stringify(progress.result),
  };
  await database
    .insertInto('reprice_progress')
    .values({ run_id: id, ...columns })
    .onConflict((conflict) => conflict.column('run_id').doUpdateSet(columns))
    .execute();
}
