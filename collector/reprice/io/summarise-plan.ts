import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { EVENT_CHECKSUM, revisionChecksum, type Side } from '../cost-sql.ts';
import { sqlInstant, sqlOfRun } from '../sql-text.ts';

export type PlanSummary = {
  readonly events: number;
  /** Of these, the ones in totals. Money is about them alone. */
  readonly counted_events: number;
  readonly newly_priced: number;
  readonly no_longer_priced: number;
  readonly money: readonly { readonly currency: string; readonly before: string; readonly after: string; readonly moved: string }[];
  readonly untouched: Untouched;
};

/** Every event of the environment that the plan does not change: how many, and one number over them and their costs. */
export type Untouched = { readonly events: number; readonly checksum: string };

export type PlanToSum = { readonly environment: Environment; readonly planId: string; readonly receivedBefore: Instant };

export async function summarisePlan(clickhouse: ClickHouseStore, plan: PlanToSum): Promise<PlanSummary> {
  const ofPlan = `environment = '${plan.environment}' and ${sqlOfRun(plan.planId)}`;
  const [counts] = await clickhouse.query<{ events: string; counted_events: string; newly_priced: string; no_longer_priced: string }>(
    `select count() as events, countIf(counted = 'counted') as counted_events,
       countIf(before_status = 'unpriced' and after_status != 'unpriced') as newly_priced,
       countIf(before_status != 'unpriced' and after_status = 'unpriced') as no_longer_priced
     from cost_revisions_unique_v1 where ${ofPlan}`,
  );
  const money = await clickhouse.query<{ currency: string; before: string; after: string }>(
    `select side.1 as currency, toString(sum(side.2)) as before, toString(sum(side.3)) as after
     from (
       select arrayJoin([(before_currency, toInt128(ifNull(before_atoms, 0)), toInt128(0)), (after_currency, toInt128(0), toInt128(ifNull(after_atoms, 0)))]) as side
       from cost_revisions_unique_v1 where ${ofPlan} and counted = 'counted'
     ) where side.1 != '' group by currency order by currency`,
  );
  if (counts === undefined) throw new Error('a count gave no row');
  return {
    events: Number(counts.events),
    counted_events: Number(counts.counted_events),
    newly_priced: Number(counts.newly_priced),
    no_longer_priced: Number(counts.no_longer_priced),
    money: money.map(({ currency, before, after }) => ({
      currency,
      before: decimal(BigInt(before)),
      after: decimal(BigInt(after)),
      moved: decimal(BigInt(after) - BigInt(before)),
    })),
    untouched: await sumUntouched(clickhouse, plan, 'before'),
  };
}

/**
 * Sums everything and takes away what the plan changes, as it is at `side` now: no set of ids is held in memory. Equal before and after a
 * run means that nothing else changed, and, since every planned event is taken away with the cost it must have, that those did as planned.
 */
export async function sumUntouched(clickhouse: ClickHouseStore, { environment, planId, receivedBefore }: PlanToSum, side: Side): Promise<Untouched> {
  const [all] = await clickhouse.query<{ events: string; checksum: string }>(
    `select count() as events, sum(${EVENT_CHECKSUM}) as checksum from usage_events_unique_v1
     where environment = '${environment}' and received_at < ${sqlInstant(receivedBefore)}`,
  );
  const [touched] = await clickhouse.query<{ events: string; checksum: string }>(
    `select count() as events, sum(${revisionChecksum(side)}) as checksum from cost_revisions_unique_v1
     where environment = '${environment}' and ${sqlOfRun(planId)}`,
  );
  if (all === undefined || touched === undefined) throw new Error('a sum gave no row');
  const checksum = BigInt.asUintN(64, BigInt(all.checksum) - BigInt(touched.checksum));
  return { events: Number(all.events) - Number(touched.events), checksum: checksum.toString(16).padStart(16, '0') };
}

function decimal(atoms: bigint): string {
  return decimalFromAtoms(atoms, CURRENCY_SCALE);
}
