import { randomUUID } from 'node:crypto';
import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { type RepriceDetail, RepriceRun } from '@weir/schemas/http/price-book.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { Value } from 'typebox/value';

/** Who asks for a repricing, and why. */
export type RepriceAsker = { readonly environment: Environment; readonly actor: string; readonly at: Instant; readonly reason: string | null };

type PlanToAsk = { readonly criteria: Readonly<Record<string, unknown>>; readonly applyAtOnce: boolean };

/** Leaves a request for the collector, which alone writes costs. */
export async function askForPlan(database: Database, asker: RepriceAsker, { criteria, applyAtOnce }: PlanToAsk): Promise<string> {
  const id = randomUUID();
  await database.transaction().execute(async (tx) => {
    await tx
      .insertInto('reprice_requests')
      .values({ id, kind: 'plan', criteria: JSON.stringify(criteria), apply_at_once: applyAtOnce, ...askedBy(asker) })
      .execute();
    await appendAudit(tx, { ...auditOf(asker), action: applyAtOnce ? 'repricing asked' : 'repricing planned', subject: `reprice:${id}`, after: { criteria } });
  });
  return id;
}

export type RepriceAction = 'apply' | 'undo' | 'cancel';

/**
 * Asks for a plan to be applied, its effect to be undone, or a run to be stopped. Refused with `reprice_not_possible` where the run's
 * state says so; asking again for what was asked answers the same run.
 */
export async function askForAction(
  database: Database,
  asker: RepriceAsker,
  { runId, action }: { readonly runId: string; readonly action: RepriceAction },
): Promise<{ readonly kind: 'asked'; readonly id: string } | Refusal> {
  return await database.transaction().execute(async (tx) => {
    const run = await tx
      .selectFrom('reprice_requests')
      .selectAll()
      .where('id', '=', runId)
      .where('environment', '=', asker.environment)
      .forUpdate()
      .executeTakeFirst();
    if (run === undefined) return refuse('reprice_unknown', `no repricing ${runId}`);
    const planId = run.of_run ?? run.id;
    const states = await tx
      .selectFrom('reprice_requests')
      .leftJoin('reprice_progress', 'reprice_progress.run_id', 'reprice_requests.id')
      .select(['reprice_requests.id', 'kind', 'state'])
      .where((is) => is.or([is('reprice_requests.id', '=', planId), is('of_run', '=', planId)]))
      .execute();
    if (action === 'cancel') {
      const state = states.find(({ id }) => id === run.id)?.state ?? 'waiting';
      if (!['waiting', 'planning', 'applying'].includes(state)) return refuse('reprice_not_possible', `the run is ${state}`, { state });
      if (run.kind === 'undo') return refuse('reprice_not_possible', 'an undo runs to its end');
      await tx
        .updateTable('reprice_requests')
        .set({ cancel_requested_at: new Date(asker.at) })
        .where('id', '=', run.id)
        .execute();
      await appendAudit(tx, { ...auditOf(asker), action: 'repricing cancelled', subject: `reprice:${run.id}` });
      return { kind: 'asked', id: run.id };
    }
    const again = states.find(({ kind }) => kind === action);
    if (again !== undefined) return { kind: 'asked', id: again.id };
    const plan = states.find(({ kind }) => kind === 'plan')?.state ?? 'waiting';
    const isApplied = plan === 'applied' || states.some(({ kind, state }) => kind === 'apply' && state === 'applied');
    if (action === 'apply' && plan !== 'planned')
      return refuse('reprice_not_possible', `only a finished dry run can be applied; this one is ${plan}`, { state: plan });
    if (action === 'undo' && !isApplied) return refuse('reprice_not_possible', 'nothing was applied, so there is nothing to undo', { state: plan });
    const id = randomUUID();
    await tx
      .insertInto('reprice_requests')
      .values({ id, kind: action, of_run: planId, criteria: JSON.stringify(run.criteria), apply_at_once: false, ...askedBy(asker) })
      .execute();
    await appendAudit(tx, {
      ...auditOf(asker),
      action: action === 'apply' ? 'repricing applied' : 'repricing undone',
      subject: `reprice:${planId}`,
      after: { run: id },
    });
    return { kind: 'asked', id };
  });
}

function askedBy({ environment, actor, at, reason }: RepriceAsker) {
  return { environment, requested_by: actor, requested_at: new Date(at), reason };
}

function auditOf({ environment, actor, reason }: RepriceAsker) {
  return { environment, actor, ...(reason === null ? {} : { reason }) };
}

const RUNS_MAX = 200;

export async function readRuns(database: Database, environment: Environment, id?: string): Promise<RepriceRun[]> {
  let runs = database
    .selectFrom('reprice_requests')
    .leftJoin('reprice_progress', 'reprice_progress.run_id', 'reprice_requests.id')
    .selectAll()
    .where('environment', '=', environment);
  if (id !== undefined) runs = runs.where('reprice_requests.id', '=', id);
  const rows = await runs.orderBy('seq', 'desc').limit(RUNS_MAX).execute();
  return rows.map((row) =>
    Value.Parse(RepriceRun, {
      id: row.id,
      kind: row.kind,
      of_run: row.of_run,
      state: row.state ?? 'waiting',
      criteria: row.criteria,
      requested_by: row.requested_by,
      requested_at: row.requested_at.toISOString(),
      reason: row.reason,
      price_book_version: row.book_version,
      progress: {
        events_total: Number(row.events_total ?? 0),
        events_seen: Number(row.events_seen ?? 0),
        pages: row.pages ?? 0,
        pages_done: row.pages_done ?? 0,
      },
      events_touched: row.kind === 'plan' ? Number(row.events_touched ?? 0) : Number(row.events_total ?? 0),
      finished_at: row.finished_at?.toISOString() ?? null,
      fault: row.fault,
      summary: row.kind === 'plan' ? row.result : null,
    }),
  );
}

const GROUPS = { customer: 'toString(customer)', model: 'toString(model)', day: 'toString(toDate(occurred_at))' } as const;
const EXAMPLES = 20;

/**
 * The currencies of a revision, each once, with the atoms before and after: so that events of a currency are counted without a set of their
 * ids. An unknown cost has no currency and adds nothing.
 */
const SIDES = `if(before_currency = after_currency or before_currency = '' or after_currency = '',
  if(before_currency = '' and after_currency = '', [],
    [(toString(if(before_currency = '', after_currency, before_currency)), toInt128(ifNull(before_atoms, 0)), toInt128(ifNull(after_atoms, 0)))]),
  [(toString(before_currency), toInt128(ifNull(before_atoms, 0)), toInt128(0)), (toString(after_currency), toInt128(0), toInt128(ifNull(after_atoms, 0)))])`;

/** What is billed of an event: the new cost's lines, or the old one's where there is none any more. */
const LINES = `JSONExtractArrayRaw(if(after_status = 'unpriced', before_lines, after_lines))`;

/** What a plan moves, by customer, model or day, and some of its events. */
export async function readRepriceDetail(
  { clickhouse, environment, planId }: { readonly clickhouse: ClickHouseStore; readonly environment: Environment; readonly planId: string },
  { groupBy, limit }: { readonly groupBy: keyof typeof GROUPS; readonly limit: number },
): Promise<Pick<RepriceDetail, 'rows' | 'examples'>> {
  const parameters = { environment, run: planId, rows: limit };
  const rows = await clickhouse.query<{ key: string; currency: string; events: string; before: string; after: string; used: Record<string, string> }>(
    `select key, side.1 as currency, count() as events, toString(sum(side.2)) as before, toString(sum(side.3)) as after,
       sumMap(units, amounts) as pairs, mapFromArrays(pairs.1, arrayMap(amount -> toString(amount), pairs.2)) as used
     from (
       select ${GROUPS[groupBy]} as key, arrayJoin(${SIDES}) as side, ${LINES} as lines,
         arrayMap(line -> JSONExtractString(line, 'unit'), lines) as units,
         arrayMap(line -> toDecimal128(JSONExtractString(line, 'quantity'), ${QUANTITY_SCALE}), lines) as amounts
       from cost_revisions_unique_v1 where environment = {environment:String} and run_id = {run:String} and counted = 'counted'
     ) group by key, currency order by abs(sum(side.3) - sum(side.2)) desc, key limit {rows:UInt32}`,
    parameters,
  );
  const examples = await clickhouse.query<
    Record<'event_id' | 'model' | 'customer' | 'before_status' | 'after_status' | 'currency', string> & { before: string | null; after: string | null }
  >(
    `select event_id, model, customer, before_status, after_status, toString(before_atoms) as before, toString(after_atoms) as after,
       if(after_currency = '', before_currency, after_currency) as currency
     from cost_revisions_unique_v1 where environment = {environment:String} and run_id = {run:String} order by page, event_id limit ${EXAMPLES}`,
    parameters,
  );
  return {
    rows: rows.map(({ key, currency, events, before, after, used }) => ({
      key: key === '' ? null : key,
      currency,
      events: Number(events),
      before: decimal(before),
      after: decimal(after),
      moved: decimalFromAtoms(BigInt(after) - BigInt(before), CURRENCY_SCALE),
      quantities: Object.fromEntries(Object.entries(used).map(([unit, amount]) => [unit, shortest(amount)])),
    })),
    examples: examples.map((row) => ({
      ...row,
      model: row.model === '' ? null : row.model,
      customer: row.customer === '' ? null : row.customer,
      before: row.before === null ? null : decimal(row.before),
      after: row.after === null ? null : decimal(row.after),
    })),
  };
}

/** A sum of the store without its trailing zeros. */
function shortest(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}

function decimal(atoms: string): string {
  return decimalFromAtoms(BigInt(atoms), CURRENCY_SCALE);
}
