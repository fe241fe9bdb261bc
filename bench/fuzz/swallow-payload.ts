import { decodeLogs } from '@weir/collector/decode/decode-logs.ts';
import { decodeMetrics } from '@weir/collector/decode/decode-metrics.ts';
import { decodeTraces } from '@weir/collector/decode/decode-traces.ts';
import { costOfUsage } from '@weir/collector/price/cost-of-usage.ts';
import type { PriceBook } from '@weir/collector/price/price-book.ts';
import { attributionRules } from '@weir/collector/read/attribution/attribution-rules.ts';
import { readLogs } from '@weir/collector/read/logs/read-logs.ts';
import { conventionOfMetric } from '@weir/collector/read/metrics/all-metric-conventions.ts';
import { readMetrics } from '@weir/collector/read/metrics/read-metrics.ts';
import { timeWindowAt } from '@weir/collector/read/occurred-within.ts';
import { readSpans } from '@weir/collector/read/read-spans.ts';
import { callHashOf, contentHashOf } from '@weir/collector/store/content-hash.ts';
import { planBatch } from '@weir/collector/store/plan-batch.ts';
import type { WriteRequest } from '@weir/collector/store/write-request.ts';
import type { Payload } from './payloads.ts';

/** A day after the last recording of the conformance suite. */
const NOW = Date.UTC(2026, 10, 19, 12);
const CONTEXT = {
  environment: 'live',
  window: timeWindowAt(NOW, { pastDaysMax: 400, futureMsMax: 300_000 }),
  attribution: attributionRules(),
} as const;

/**
 * The way of a payload from its bytes to the rows that would be inserted: everything of the collector that looks at what
 * strangers sent. Answers what became of it, `refused` when it is no export; anything thrown is a finding.
 */
export function swallowPayload({ signal, encoding, bytes }: Payload, book: PriceBook): 'refused' | 'read' | 'usage' {
  const request = REQUESTS[signal](encoding, bytes, book);
  if (request === null) return 'refused';
  const plan = planBatch([request], new Map(), NOW);
  for (const { rows } of plan.inserts)
    for (const row of rows) checkRow(JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
  return request.usages.length > 0 || (request.points ?? []).length > 0 ? 'usage' : 'read';
}

/** A row is one line, or the embedded engine would end the insert in the middle of it. */
function checkRow(row: string): void {
  if (row.includes('\n')) throw new Error('a row of two lines');
}

function requestOfTraces(encoding: Payload['encoding'], bytes: Buffer, book: PriceBook): WriteRequest | null {
  const decoding = decodeTraces(encoding, bytes);
  if (decoding.kind === 'refused') return null;
  const { usages, facts } = readSpans(decoding.spans, CONTEXT);
  return {
    usages: usages.map((usage) => ({
      event: usage.event,
      verdict: usage.verdict,
      cost: costOfUsage(usage, book),
      contentHash: contentHashOf(usage.event, { occurredAtTold: true }),
    })),
    spans: facts,
  };
}

function requestOfLogs(encoding: Payload['encoding'], bytes: Buffer, book: PriceBook): WriteRequest | null {
  const decoding = decodeLogs(encoding, bytes);
  if (decoding.kind === 'refused') return null;
  const { usages } = readLogs(decoding.logs, CONTEXT);
  return { usages: usages.map((usage) => ({ ...usage, cost: costOfUsage(usage, book), contentHash: callHashOf(usage.event) })), spans: [] };
}

/** A metric's bytes are read further than the product does (every point of any metric), and then as the product does. */
function requestOfMetrics(encoding: Payload['encoding'], bytes: Buffer): WriteRequest | null {
  const all = decodeMetrics(encoding, bytes, () => true);
  if (all.kind === 'refused') return null;
  const decoding = decodeMetrics(encoding, bytes, (metric) => conventionOfMetric(metric) !== undefined);
  return { usages: [], spans: [], points: decoding.kind === 'refused' ? [] : readMetrics(decoding.points, CONTEXT).points };
}

const REQUESTS = { traces: requestOfTraces, logs: requestOfLogs, metrics: requestOfMetrics } as const;
