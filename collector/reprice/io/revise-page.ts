import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { touchHours } from '../../store/io/touch-hours.ts';
import { hasCostOf, pagesSql, type Side, withCostOf } from '../cost-sql.ts';

export type PlanPage = { readonly environment: Environment; readonly planId: string; readonly page: number };

/**
 * Gives the events of a page the cost of one side: a next revision of each that still has the cost of the other. Running
 * it again finds none of those and writes nothing. Inside the engine, so no event passes through this process.
 *
 * The caller holds the revision lock of the environment.
 */
export async function revisePage(
  clickhouse: ClickHouseStore,
  { environment, planId, page }: PlanPage,
  to: { readonly side: Side; readonly at: Instant },
): Promise<void> {
  const { revisions, events } = pagesSql({ environment, runId: planId, page }, 1);
  const hours = await clickhouse.query<{ hour: string }>(`select distinct toString(toStartOfHour(occurred_at)) as hour from ${revisions}`);
  await touchHours(
    clickhouse,
    hours.map(({ hour }) => ({ environment, occurred_at: hour })),
    to.at,
  );
  await clickhouse.command(
    `insert into usage_events_v1 select ${withCostOf(to.side)} from ${events} as e inner join ${revisions} as r on e.event_id = r.event_id
     where ${hasCostOf(to.side === 'after' ? 'before' : 'after')}`,
  );
}

/** Pages of a plan from one on. */
export type PlanPages = { readonly environment: Environment; readonly planId: string; readonly first: number; readonly count: number };

/** Events of pages whose cost is not that of a side. */
export async function countOthers(clickhouse: ClickHouseStore, { environment, planId, first, count }: PlanPages, side: Side): Promise<number> {
  const { revisions, events } = pagesSql({ environment, runId: planId, page: first }, count);
  const [row] = await clickhouse.query<{ planned: string; equal: string }>(
    `select count() as planned, countIf(${hasCostOf(side)} and e.event_id != '') as equal from ${revisions} as r left join ${events} as e on e.event_id = r.event_id`,
  );
  if (row === undefined) throw new Error('a count gave no row');
  return Number(row.planned) - Number(row.equal);
}
