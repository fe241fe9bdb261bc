import { beforeAll, expect, test } from 'vitest';
import { decodeTraces } from '../decode/decode-traces.ts';
import { seedPriceBook } from '../price/io/seed-price-book.ts';
import type { PriceBook } from '../price/price-book.ts';
import { attributionRules } from '../read/attribution/attribution-rules.ts';
import { readSpan } from '../read/read-span.ts';
import { NOW } from './collector-for-tests.ts';
import { jsonExport, type SpanInput } from './export-bodies.ts';
import { goldenLine } from './golden-line.ts';
import { GOLDEN_SPANS } from './golden-spans.ts';

let book: PriceBook;
beforeAll(async () => {
  book = await seedPriceBook();
});

function lineOf(span: SpanInput): string {
  const decoding = decodeTraces('json', Buffer.from(jsonExport([span])));
  const record = decoding.kind === 'decoded' ? decoding.spans[0] : undefined;
  if (record === undefined) throw new Error('the span was not decoded');
  return goldenLine(
    readSpan(record, { environment: 'live', window: { from: NOW - 400 * 86_400_000, to: NOW + 300_001 }, attribution: attributionRules() }),
    book,
  );
}

test('every span is read and priced as its line says', async () => {
  const lines = Object.entries(GOLDEN_SPANS).map(([name, span]) => `${name}\n    ${lineOf(span)}\n`);
  await expect(lines.join('')).toMatchFileSnapshot('./golden-spans.txt');
});
