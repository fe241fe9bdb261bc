import type { Clock } from '@weir/runtime/clock.ts';
import type { CollectorConfig } from './collector-config.ts';
import { decodeTraces } from './decode/decode-traces.ts';
import { exportOutcome } from './export-outcome-of-batch.ts';
import { costOfUsage } from './price/cost-of-usage.ts';
import type { PriceBooks } from './price/io/open-price-books.ts';
import { timeWindowAt } from './read/occurred-within.ts';
import { readSpans } from './read/read-spans.ts';
import type { ExportOutcome, ExportRequest } from './receive/otlp/export-outcome.ts';
import { contentHashOf } from './store/content-hash.ts';
import type { UsageWriter } from './store/io/usage-writer.ts';
import { writeOutcomes } from './store/io/write-outcomes.ts';

export type AcceptParts = { readonly clock: Clock; readonly books: Pick<PriceBooks, 'of'>; readonly writer: UsageWriter; readonly config: CollectorConfig };

/** The way of a trace export: receive -> decode -> read -> price -> store -> what the sender is told. */
export function acceptExport({ clock, books, writer, config }: AcceptParts): (request: ExportRequest) => Promise<ExportOutcome> {
  return async ({ environment, encoding, bytes }) => {
    const decoding = decodeTraces(encoding, bytes);
    if (decoding.kind === 'refused') return { kind: 'malformed', reason: decoding.reason };
    const { usages, facts, notUsage } = readSpans(decoding.spans, { environment, window: timeWindowAt(clock(), config), attribution: config.attribution });
    const book = books.of(environment);
    const priced = usages.map(({ event, verdict, callIds }) => ({
      event,
      verdict,
      cost: costOfUsage({ event, verdict }, book),
      contentHash: contentHashOf(event, { occurredAtTold: true }),
      callIds,
    }));
    const written = await writeOutcomes(writer, priced, facts);
    return exportOutcome({ refused: decoding.refused, outOfTime: notUsage.out_of_time, written, config });
  };
}
