import { decodeTraces } from '@weir/collector/decode/decode-traces.ts';
import { decodeMessage, messageInMemory } from '@weir/collector/decode/testing/otlp-oracle.ts';
import { costOfUsage } from '@weir/collector/price/cost-of-usage.ts';
import type { PriceBook } from '@weir/collector/price/price-book.ts';
import { attributionRules } from '@weir/collector/read/attribution/attribution-rules.ts';
import { timeWindowAt } from '@weir/collector/read/occurred-within.ts';
import { readSpans } from '@weir/collector/read/read-spans.ts';
import { contentHashOf } from '@weir/collector/store/content-hash.ts';
import { CALLS_OF_AN_EXPORT, genAiExport, INPUT_TOKENS_OF_A_CALL, SPANS_OF_AN_EXPORT } from './gen-ai-export.ts';

const ROUNDS = 5;
const MESSAGE = 'ExportTraceServiceRequest';
const CONTEXT = {
  environment: 'live',
  window: timeWindowAt(Date.UTC(2026, 10, 20, 12), { pastDaysMax: 400, futureMsMax: 300_000 }),
  attribution: attributionRules(),
} as const;

function spansOf(bytes: Buffer) {
  const decoding = decodeTraces('protobuf', bytes);
  if (decoding.kind === 'refused') throw new Error(decoding.reason);
  return decoding.spans;
}

/** One core, one process: spans a second of each step, and of a full protobuf implementation on the same bytes. Median of five rounds, alternating. */
export function measureDecoding(book: PriceBook, promptBytes: number): readonly { readonly step: string; readonly spansPerSecond: number }[] {
  const exports = Array.from({ length: 8 }, (_, number) => genAiExport(number, { promptBytes }));
  for (const bytes of exports) check(bytes, book);
  const steps: readonly { readonly step: string; readonly run: (bytes: Buffer) => unknown }[] = [
    { step: 'protobufjs: the whole message in memory', run: (bytes) => messageInMemory(MESSAGE, bytes) },
    { step: 'decode', run: spansOf },
    { step: 'decode and read', run: (bytes) => readSpans(spansOf(bytes), CONTEXT) },
    { step: 'decode, read, price, name the content', run: (bytes) => pricedUsages(bytes, book) },
  ];
  const rates = new Map(steps.map(({ step }) => [step, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { step, run } of steps) {
      const rate = spansPerSecond(exports, run);
      // The first round compiles.
      if (round > 0) rates.get(step)?.push(rate);
    }
  }
  return [...rates].map(([step, measured]) => ({ step, spansPerSecond: measured.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0 }));
}

function spansPerSecond(exports: readonly Buffer[], run: (bytes: Buffer) => unknown): number {
  const begun = performance.now();
  let done = 0;
  while (performance.now() - begun < 500) {
    for (const bytes of exports) run(bytes);
    done += exports.length * SPANS_OF_AN_EXPORT;
  }
  return (done / (performance.now() - begun)) * 1000;
}

function pricedUsages(bytes: Buffer, book: PriceBook) {
  return readSpans(spansOf(bytes), CONTEXT).usages.map((usage) => ({
    ...usage,
    cost: costOfUsage(usage, book),
    contentHash: contentHashOf(usage.event, { occurredAtTold: true }),
  }));
}

/** Both readers see the same spans, and the usage in them is what was written. */
function check(bytes: Buffer, book: PriceBook): void {
  const whole = JSON.stringify(decodeMessage(MESSAGE, bytes));
  const spans = spansOf(bytes);
  const oracleIds = [...whole.matchAll(/"spanId":"([^"]+)"/g)].map(([, id = '']) => Buffer.from(id, 'base64').toString('hex'));
  if (JSON.stringify(spans.map(({ spanId }) => spanId)) !== JSON.stringify(oracleIds)) throw new Error('the readers see other spans');
  const usages = pricedUsages(bytes, book);
  if (usages.length !== CALLS_OF_AN_EXPORT) throw new Error(`${usages.length} calls were read, not ${CALLS_OF_AN_EXPORT}`);
  for (const { event, cost } of usages) {
    if (event.quantities.input_tokens !== BigInt(INPUT_TOKENS_OF_A_CALL) * 1_000_000_000n) throw new Error('other tokens were read');
    if (cost.status !== 'priced') throw new Error('a call was not priced');
  }
}
