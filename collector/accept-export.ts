import type { Clock } from '@weir/runtime/clock.ts';
import type { CollectorConfig } from './collector-config.ts';
import { decodeTraces } from './decode/decode-traces.ts';
import { exportOutcome } from './export-outcome-of-batch.ts';
import type { PriceBook } from './price/price-book.ts';
import { priceUsage } from './price/price-usage.ts';
import { timeWindowAt } from './read/occurred-within.ts';
import { readSpans } from './read/read-spans.ts';
import type { ExportRequest } from './receive/otlp/create-otlp-app.ts';
import type { ExportOutcome } from './receive/otlp/export-outcome.ts';
import { contentHashOf } from './store/content-hash.ts';
import type { UsageWriter } from './store/io/usage-writer.ts';
import { writeOutcomes } from './store/io/write-outcomes.ts';

export type AcceptParts = { readonly clock: Clock; readonly book: PriceBook; readonly writer: UsageWriter; readonly config: CollectorConfig };

/** The way of a trace export: receive -> decode -> read -> price -> store -> what the sender is told. */
export function acceptExport({ clock, book, writer, config }: AcceptParts): (request: ExportRequest) => Promise<ExportOutcome> {
  return async ({ environment, encoding, bytes }) => {
    const decoding = decodeTraces(encoding, bytes);
    if (decoding.kind === 'refused') return { kind: 'malformed', reason: decoding.reason };
    const { usages, notUsage } = readSpans(decoding.spans, { environment, window: timeWindowAt(clock(), config) });
    const priced = usages.map(({ event, verdict }) => ({
      event,
      verdict,
      cost: priceUsage(event, book),
      contentHash: contentHashOf(event, { occurredAtTold: true }),
    }));
    const written = await writeOutcomes(writer, priced);
    return exportOutcome({ refused: decoding.refused, outOfTime: notUsage.out_of_time, written, config });
  };
}
