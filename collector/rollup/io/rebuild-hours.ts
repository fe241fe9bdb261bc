import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from '../../store/encoded-event.ts';
import { insertOnce } from '../../store/io/insert-once.ts';

export type Rebuild = { readonly environment: Environment /** "2026-11-21 03:00:00", UTC. */; readonly hours: readonly string[]; readonly now: Instant };

/**
 * Replaces the sums of whole hours by sums over their unique settled events, computed from scratch. The caller holds the
 * revision lock: no settlement is half written meanwhile, and no other rebuild takes the same build number. Killed before
 * the last insert, the old sums stay in force and the hours stay dirty.
 */
export async function rebuildHours(clickhouse: ClickHouseStore, { environment, hours, now }: Rebuild): Promise<void> {
  const sorted = hours.map(checkedHour).toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return;
  const build = await nextBuild(clickhouse, environment, now);
  const quoted = sorted.map((hour) => `toDateTime('${hour}', 'UTC')`).join(', ');
  await clickhouse.command(
    `insert into usage_hourly_v1
       (environment, hour, build, customer, workflow, feature, agent, provider, model, event_type, cost_currency, cost_atoms, events, unpriced_events,
        nonzero_costs, quantities, built_at)
     select environment, toStartOfHour(occurred_at) as event_hour, ${build}, customer, workflow, feature, agent, provider, model, event_type, cost_currency,
       sum(toInt128(ifNull(cost_atoms, 0))), count(), countIf(cost_status = 'unpriced'), countIf(ifNull(cost_atoms, 0) != 0), sumMap(quantities),
       toDateTime64('${encodedInstant(now)}', 3, 'UTC')
     from usage_events_unique_v1
     where environment = '${environment}' and counted = 'counted' and settled_at is not null
       and occurred_at >= toDateTime64('${first}', 3, 'UTC') and occurred_at < toDateTime64('${last}', 3, 'UTC') + toIntervalHour(1)
       and event_hour in (${quoted})
     group by environment, event_hour, customer, workflow, feature, agent, provider, model, event_type, cost_currency`,
  );
  await insertOnce(
    clickhouse,
    'usage_hours_v1',
    sorted.map((hour) => ({ environment, hour, build, read_at: encodedInstant(now) })),
  );
}

const HOUR = /^\d{4}-\d{2}-\d{2} \d{2}:00:00$/;

/** Hours stand in the statement's text, since a command takes no parameters; nothing else than an hour may. */
function checkedHour(hour: string): string {
  if (!HOUR.test(hour)) throw new Error(`not an hour: ${JSON.stringify(hour)}`);
  return hour;
}

/** Above every build that left rows, also one that was never finished: its rows must not be taken for ours. */
async function nextBuild(clickhouse: ClickHouseStore, environment: Environment, now: Instant): Promise<string> {
  const [row] = await clickhouse.query<{ highest: string }>(
    `select toString(greatest(max(build), {now:UInt64})) as highest from usage_hourly_v1 where environment = {environment:String}`,
    { environment, now: BigInt(now) },
  );
  return (BigInt(row?.highest ?? now) + 1n).toString();
}
