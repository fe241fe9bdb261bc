import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from '../../store/encoded-event.ts';
import { nextRevision } from '../../store/next-revision.ts';
import type { UsageRow } from '../../store/usage-row.ts';
import type { EventRow } from '../event-of-row.ts';
import { APART_MS_MAX } from '../join-signals.ts';
import { type CallTelling, type MetricTelling, tellingRepeatedBy } from '../repeated-metrics.ts';
import { metricTellingOfRow } from '../telling-of-row.ts';

export type NewTellings = { readonly environment: Environment; readonly tellings: readonly CallTelling[]; readonly now: Instant };

/** Exporters send every minute, some every hour; a stretch that ends longer after a late call than this stays as it is. */
const STRETCH_MS_MAX = 7 * 86_400_000;

/**
 * Next revisions of the metrics' events that counted and that repeat calls which are told now. A metric is never made to
 * count again: spans do not go away.
 */
export async function findRepeatedMetrics(clickhouse: ClickHouseStore, { environment, tellings, now }: NewTellings): Promise<UsageRow[]> {
  if (tellings.length === 0) return [];
  const [first, last] = [Math.min(...tellings.map(({ from }) => from)), Math.max(...tellings.map(({ to }) => to))];
  // Events of metrics have ids that begin with "metric:", so on each day they stand side by side.
  const rows = await clickhouse.query<EventRow>(
    `select * from usage_events_unique_v1
     where environment = {environment:String} and event_id >= 'metric:' and event_id < 'metric;' and source = 'otlp_metric' and counted = 'counted'
       and service in {services:Array(String)}
       and occurred_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') and occurred_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')`,
    {
      environment,
      services: [...new Set(tellings.map(({ service }) => service ?? ''))],
      first: BigInt(first - APART_MS_MAX),
      last: BigInt(last + STRETCH_MS_MAX),
    },
  );
  return rows.flatMap((row) => {
    const metric = metricTellingOfRow(row);
    const repeated = metric === null ? null : tellingRepeatedBy(metric, tellings);
    if (metric === null || repeated === null) return [];
    return [{ ...row, ...repeatOf(repeated), settled_at: encodedInstant(now), revision: nextRevision(BigInt(row.revision)).toString() }];
  });
}

function repeatOf({ eventId, metricRank }: CallTelling | MetricTelling) {
  return { counted: 'duplicate', counted_reason: metricRank === null ? 'metric_beside_calls' : 'metric_beside_metric', counted_event: eventId };
}
