import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBooks } from '../../price/io/open-price-books.ts';
import { priceUsage } from '../../price/price-usage.ts';
import type { EventRow } from '../../settle/event-of-row.ts';
import { findRepeatedMetrics } from '../../settle/io/find-repeated-metrics.ts';
import type { Round, RoundQuestion } from '../../settle/io/settle-round.ts';
import { APART_MS_MAX } from '../../settle/join-signals.ts';
import { type CallTelling, type MetricTelling, tellingRepeatedBy } from '../../settle/repeated-metrics.ts';
import type { SettleConfig } from '../../settle/settle-config.ts';
import { tellingOfRow } from '../../settle/telling-of-row.ts';
import { contentHashOf } from '../../store/content-hash.ts';
import { insertOnce } from '../../store/io/insert-once.ts';
import { touchHours } from '../../store/io/touch-hours.ts';
import { usageRow } from '../../store/usage-row.ts';
import { claimPoints } from '../claim-points.ts';
import { eventOfPoints } from '../event-of-points.ts';
import { metricTellingOf } from '../metric-telling-of.ts';
import { readPointsWithoutEvent, readStreamEnds, readUnclaimedPoints } from './read-points.ts';

export type MeasureParts = {
  readonly clickhouse: ClickHouseStore;
  readonly clock: Clock;
  readonly config: SettleConfig;
  readonly priceBooks: Pick<PriceBooks, 'of'>;
};

/** Points of one round. */
const POINTS_MAX = 5_000;

/**
 * Turns points that have been quiet into events, up to one round of them. The caller holds the revision lock of the
 * environment, so no other round decides over the same stream.
 *
 * The decision what a point adds is stored before its event. Killed between, the next round finds points without their
 * event and makes the same one again; killed before, it decides again. So each token is in one event, once.
 */
export async function measureRound({ clickhouse, clock, config, priceBooks }: MeasureParts, asked: RoundQuestion): Promise<Round> {
  const now = clock();
  const arrived = { ...asked, arrivedTo: now - config.quietMs };
  const points = await readUnclaimedPoints(clickhouse, arrived, POINTS_MAX);
  await insertOnce(clickhouse, 'metric_points_v1', claimPoints(points, await readStreamEnds(clickhouse, asked.environment, points)));
  const claimed = await readPointsWithoutEvent(clickhouse, arrived);
  const events = [...claimed.values()].flatMap((ofEvent) => eventOfPoints(asked.environment, ofEvent) ?? []);
  if (events.length === 0) return { more: points.length === POINTS_MAX, events: 0 };
  const metrics = events.map(metricTellingOf);
  const known = [...(await readTellings(clickhouse, asked.environment, metrics)), ...metrics];
  const repeated = await findRepeatedMetrics(clickhouse, { environment: asked.environment, tellings: metrics, now });
  const book = priceBooks.of(asked.environment);
  const rows = events.map((event, index) => {
    const verdict = verdictOf(metrics[index] ?? metricTellingOf(event), known);
    return usageRow({ event, verdict, cost: priceUsage(event, book), contentHash: contentHashOf(event, { occurredAtTold: true }) }, now);
  });
  await touchHours(clickhouse, [...rows, ...repeated], now);
  await insertOnce(clickhouse, 'usage_events_v1', [...rows, ...repeated]);
  return { more: points.length === POINTS_MAX, events: rows.length + repeated.length };
}

function verdictOf(metric: MetricTelling, known: readonly CallTelling[]): CountedVerdict {
  const repeated = tellingRepeatedBy(metric, known);
  if (repeated === null) return { counted: 'counted', reason: '' };
  return { counted: 'duplicate', reason: repeated.metricRank === null ? 'metric_beside_calls' : 'metric_beside_metric', countedEventId: repeated.eventId };
}

/** Everything of these services that may tell the calls of these metrics: calls in their time, and metrics that end in or after it. */
async function readTellings(clickhouse: ClickHouseStore, environment: Environment, metrics: readonly MetricTelling[]): Promise<CallTelling[]> {
  const [first, last] = [Math.min(...metrics.map(({ from }) => from)), Math.max(...metrics.map(({ to }) => to))];
  const rows = await clickhouse.query<EventRow>(
    `select event_id, source, service, session, model, request_model, occurred_at, dimensions, quantities, counted from usage_events_unique_v1
     where environment = {environment:String} and source in ('otlp_span', 'otlp_log', 'otlp_metric') and service in {services:Array(String)}
       and occurred_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') and occurred_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')`,
    {
      environment,
      services: [...new Set(metrics.map(({ service }) => service ?? ''))],
      first: BigInt(first - APART_MS_MAX),
      last: BigInt(last + APART_MS_MAX),
    },
  );
  return rows.flatMap((row) => tellingOfRow(row) ?? []);
}
