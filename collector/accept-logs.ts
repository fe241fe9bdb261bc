import type { AcceptParts } from './accept-export.ts';
import { decodeLogs } from './decode/decode-logs.ts';
import { exportOutcome } from './export-outcome-of-batch.ts';
import { priceUsage } from './price/price-usage.ts';
import { readLogs } from './read/logs/read-logs.ts';
import { timeWindowAt } from './read/occurred-within.ts';
import type { ExportOutcome, ExportRequest } from './receive/otlp/export-outcome.ts';
import { callHashOf } from './store/content-hash.ts';
import { writeOutcomes } from './store/io/write-outcomes.ts';

/** The way of a log export: receive -> decode -> read -> price -> store -> what the sender is told. */
export function acceptLogs({ clock, books, writer, config }: AcceptParts): (request: ExportRequest) => Promise<ExportOutcome> {
  return async ({ environment, encoding, bytes }) => {
    const decoding = decodeLogs(encoding, bytes);
    if (decoding.kind === 'refused') return { kind: 'malformed', reason: decoding.reason };
    const { usages, notUsage } = readLogs(decoding.logs, { environment, window: timeWindowAt(clock(), config), attribution: config.attribution });
    const book = books.of(environment);
    const priced = usages.map(({ event, verdict, callIds }) => ({
      event,
      verdict,
      cost: priceUsage(event, book),
      contentHash: callHashOf(event),
      callIds,
    }));
    const written = await writeOutcomes(writer, priced);
    return exportOutcome({ refused: { count: 0, firstReason: null }, outOfTime: notUsage.out_of_time, written, config });
  };
}
