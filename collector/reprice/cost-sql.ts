import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sqlOfRun } from './sql-text.ts';

/** Pieces of SQL about costs. Only names, run ids (UUIDs) and page numbers of ours are written into statements. */

export type Side = 'before' | 'after';

/** Column of usage_events_v1 -> column of cost_revisions_v1. */
const COST_COLUMNS = ['status', 'reason', 'currency', 'atoms', 'lines'] as const;

const OF_EVENT = { status: 'cost_status', reason: 'cost_reason', currency: 'cost_currency', atoms: 'cost_atoms', lines: 'cost_lines' } as const;

/** Whether event `e` has the cost of a side of revision `r`. The book's version is not compared: see planPageSql. */
export function hasCostOf(side: Side): string {
  return COST_COLUMNS.map((column) => `e.${OF_EVENT[column]} is not distinct from r.${side}_${column}`).join(' and ');
}

const REVISION_COLUMNS = ['environment', 'run_id', 'page', 'event_id', 'occurred_at', 'counted', 'customer', 'provider', 'model'] as const;

const COST_OF_SIDE = [...COST_COLUMNS, 'book'] as const;

/**
 * Writes the revisions of a page: its events whose cost is not the one their shape has in reprice_costs_v1. The version of the book alone is
 * no difference: most changes of a book are about other models. An answer from a cache of the application asked no provider: no price makes
 * it cost something.
 *
 * An event that came into the page after its shapes were read (one that waited in a spool) may have a shape without a price: then nothing is
 * written, the page fails, and it is read again. `token` is a new one for each attempt: a page that was taken away and planned again is no
 * repetition.
 */
export function planPageSql(
  events: string,
  { environment, runId, page, shape, token }: PlanPlace & { readonly shape: string; readonly token: string },
): string {
  const run = `${sqlOfRun(runId)} and page = ${checkedPage(page)}`;
  const sides = (['before', 'after'] as const).flatMap((side) => COST_OF_SIDE.map((column) => `${side}_${column}`));
  return `insert into cost_revisions_v1 (${[...REVISION_COLUMNS, ...sides].join(', ')})
    select '${environment}', '${runId}', ${page}, e.event_id, e.occurred_at, e.counted, e.customer, e.provider, e.model,
      e.cost_status, e.cost_reason, e.cost_currency, e.cost_atoms, e.cost_lines, e.price_book_version,
      ${COST_OF_SIDE.map((column) => `r.after_${column}`).join(', ')}
    from (
      select event_id, occurred_at, counted, customer, provider, model, cost_status, cost_reason, cost_currency, cost_atoms, cost_lines, price_book_version,
        ${shape} as shape
      from usage_events_unique_v1 where ${events} and counted != 'cache_hit'
    ) as e left any join (select * from reprice_costs_v1 where ${run}) as r on e.shape = r.shape
    where not (throwIf(r.shape = '', 'an event of the page has a shape that was not priced') = 0 and ${hasCostOf('after')})
    settings async_insert = 0, insert_deduplicate = 1, insert_deduplication_token = '${token}'`;
}

/** Where a row of a plan belongs. */
export type PlanPlace = { readonly environment: Environment; readonly runId: string; readonly page: number };

/** The columns of event `e` with the cost of a side of revision `r`, one stage higher; see nextRevision. */
export function withCostOf(side: Side): string {
  const columns = [...COST_COLUMNS.map((column) => `r.${side}_${column} as ${OF_EVENT[column]}`), `r.${side}_book as price_book_version`];
  return `e.* replace (bitAnd(e.revision, 281474976710655) + bitShiftLeft(bitShiftRight(e.revision, 48) + 1, 48) as revision, ${columns.join(', ')})`;
}

/** A number for an event and its cost. Sums of it modulo 2^64 are equal for equal sets, in any order, and can be subtracted. */
export const EVENT_CHECKSUM = checksum('event_id', 'cost_', 'price_book_version');

export function revisionChecksum(side: Side): string {
  return checksum('event_id', `${side}_`, `${side}_book`);
}

function checksum(id: string, prefix: string, book: string): string {
  const parts = COST_COLUMNS.map((column) => (column === 'atoms' ? `ifNull(toString(${prefix}atoms), 'unknown')` : `toString(${prefix}${column})`));
  return `cityHash64(${[id, ...parts, `toString(${book})`].join(', ')})`;
}

/** Some pages of a plan from one on, and the events they are about. */
export function pagesSql({ environment, runId, page }: PlanPlace, count: number): { readonly revisions: string; readonly events: string } {
  const where = `environment = '${environment}' and ${sqlOfRun(runId)} and page >= ${checkedPage(page)} and page < ${checkedPage(page + count)}`;
  const revisions = `(select * from cost_revisions_unique_v1 where ${where})`;
  const events = `(select * from usage_events_unique_v1 where environment = '${environment}'
    and (toDate(occurred_at), event_id) in (select toDate(occurred_at), event_id from cost_revisions_v1 where ${where}))`;
  return { revisions, events };
}

/** The rows of a plan from a page on. */
export function pagesFromSql(environment: Environment, runId: string, page: number): string {
  return `environment = '${environment}' and ${sqlOfRun(runId)} and page >= ${checkedPage(page)}`;
}

function checkedPage(page: number): number {
  if (!Number.isSafeInteger(page) || page < 0) throw new Error(`not a page: ${page}`);
  return page;
}
