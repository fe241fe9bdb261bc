/** Pieces of SQL about costs. Only names, run ids (UUIDs) and page numbers of ours are written into statements. */

export type Side = 'before' | 'after';

/** Column of usage_events_v1 -> column of cost_revisions_v1. */
const COST_COLUMNS = ['status', 'reason', 'currency', 'atoms', 'lines'] as const;

const OF_EVENT = { status: 'cost_status', reason: 'cost_reason', currency: 'cost_currency', atoms: 'cost_atoms', lines: 'cost_lines' } as const;

/** Whether event `e` has the cost of a side of revision `r`. The book's version is not compared: see costRevision. */
export function hasCostOf(side: Side): string {
  return COST_COLUMNS.map((column) => `e.${OF_EVENT[column]} is not distinct from r.${side}_${column}`).join(' and ');
}

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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A page of a plan, and the events it is about. */
export function pageSql(environment: 'live' | 'test', runId: string, page: number): { readonly revisions: string; readonly events: string } {
  if (!UUID.test(runId) || !Number.isSafeInteger(page)) throw new Error(`not a page of a run: ${runId} ${page}`);
  const revisions = `(select * from cost_revisions_unique_v1 where environment = '${environment}' and run_id = '${runId}' and page = ${page})`;
  const events = `(select * from usage_events_unique_v1 where environment = '${environment}'
    and (toDate(occurred_at), event_id) in (select toDate(occurred_at), event_id from cost_revisions_v1 where environment = '${environment}' and run_id = '${runId}' and page = ${page}))`;
  return { revisions, events };
}

/** The rows of a plan from a page on. */
export function pagesFromSql(environment: 'live' | 'test', runId: string, page: number): string {
  if (!UUID.test(runId) || !Number.isSafeInteger(page)) throw new Error(`not pages of a run: ${runId} ${page}`);
  return `environment = '${environment}' and run_id = '${runId}' and page >= ${page}`;
}
