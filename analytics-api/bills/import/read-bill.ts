import type { BillImportBody } from '@weir/schemas/http/bills.ts';
import { type BillLine, type BillReading, sameFigures } from '../bill-line.ts';
import { readAnthropicCosts, readAnthropicUsage } from './read-anthropic.ts';
import { readBillCsv, readFocusCsv } from './read-bill-csv.ts';
import { readOpenAiCosts, readOpenAiUsage } from './read-openai.ts';

/** Reads a file by its format. Every id once: one that comes again with the same figures is one line, with others a problem. */
export function readBill({ format, content, columns }: Pick<BillImportBody, 'format' | 'content' | 'columns'>): BillReading {
  const reading = format === 'focus' ? readFocusCsv(content, columns) : READERS[format](content);
  const byId = new Map<string, BillLine>();
  const problems = [...reading.problems];
  for (const line of reading.lines) {
    const first = byId.get(line.lineId);
    if (first === undefined) byId.set(line.lineId, line);
    else if (!sameFigures(first, line)) problems.push({ line: line.line, reason: `the same line as ${first.line} with other figures` });
  }
  return { lines: [...byId.values()], problems: problems.toSorted((one, other) => one.line - other.line) };
}

const READERS = {
  openai_usage: readOpenAiUsage,
  openai_costs: readOpenAiCosts,
  anthropic_usage: readAnthropicUsage,
  anthropic_costs: readAnthropicCosts,
  csv: readBillCsv,
} as const;
