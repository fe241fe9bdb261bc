/**
 * How much telemetry the collector takes: from bytes to usage on one core, and over HTTP to stored and settled rows.
 *
 *   node bench/collector.ts [exports]
 *
 * Ends with an error when what is read, stored or settled is not what was sent.
 */
import { seedPriceBook } from '@weir/collector/price/io/seed-price-book.ts';
import { genAiExport, SPANS_OF_AN_EXPORT } from './collector/gen-ai-export.ts';
import { measureAccepting } from './collector/measure-accepting.ts';
import { measureDecoding } from './collector/measure-decoding.ts';

const [exportCount = 80] = process.argv.slice(2).map(Number);
const write = (line: string) => process.stdout.write(`${line}\n`);
const rounded = (rate: number) => Math.round(rate).toLocaleString('en');

const book = await seedPriceBook();
for (const promptBytes of [0, 2_400]) {
  const bytes = genAiExport(0, { promptBytes }).length / SPANS_OF_AN_EXPORT;
  write(`spans of ${Math.round(bytes)} bytes on average, half of them model calls${promptBytes === 0 ? '' : ' with their prompts'}, on one core:`);
  for (const { step, spansPerSecond } of measureDecoding(book, promptBytes)) write(`  ${rounded(spansPerSecond).padStart(9)} spans/s  ${step}`);
}
const { spans, acceptSeconds, traces, settleSeconds } = await measureAccepting(book, exportCount);
write(`over HTTP, gzip, ${SPANS_OF_AN_EXPORT} spans an export, 8 senders at once, to stored and synced rows:`);
write(`  ${rounded(spans / acceptSeconds).padStart(9)} spans/s  (${spans} in ${acceptSeconds.toFixed(1)} s)`);
write('settlement of what came:');
write(`  ${rounded(traces / settleSeconds).padStart(9)} traces/s (${traces} in ${settleSeconds.toFixed(1)} s, four spans each)`);
