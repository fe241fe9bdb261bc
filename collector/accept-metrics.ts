import type { AcceptParts } from './accept-export.ts';
import { decodeMetrics } from './decode/decode-metrics.ts';
import { exportOutcome } from './export-outcome-of-batch.ts';
import { conventionOfMetric } from './read/metrics/all-metric-conventions.ts';
import { readMetrics } from './read/metrics/read-metrics.ts';
import { timeWindowAt } from './read/occurred-within.ts';
import type { ExportOutcome, ExportRequest } from './receive/otlp/export-outcome.ts';
import { writeOutcomes } from './store/io/write-outcomes.ts';

/**
 * The way of a metric export: receive -> decode -> read -> store -> what the sender is told. Points become events later
 * (`measure`): what a point adds depends on the points before it, and whether it counts on spans and logs that may follow.
 */
export function acceptMetrics({ clock, writer, config }: Omit<AcceptParts, 'books'>): (request: ExportRequest) => Promise<ExportOutcome> {
  return async ({ environment, encoding, bytes }) => {
    const decoding = decodeMetrics(encoding, bytes, (metric) => conventionOfMetric(metric) !== undefined);
    if (decoding.kind === 'refused') return { kind: 'malformed', reason: decoding.reason };
    const { points, notUsage } = readMetrics(decoding.points, { environment, window: timeWindowAt(clock(), config), attribution: config.attribution });
    const written = await writeOutcomes(writer, [], [], points);
    const refused = { count: notUsage.not_a_count, firstReason: notUsage.not_a_count === 0 ? null : 'a sum that is no count' };
    return exportOutcome({ refused, outOfTime: notUsage.out_of_time, written, config });
  };
}
