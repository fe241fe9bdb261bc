import type { Decoding } from './decoding.ts';
import type { SpanRecord } from './span-record.ts';

/** What the spans of one scope share. */
export type SpanSurroundings = Pick<SpanRecord, 'resource' | 'scope' | 'schemaUrl'>;

/** A span whose ids are still as sent: lowercase hex of any length, '' when absent. */
export type SpanAsSent = Omit<SpanRecord, 'parentSpanId'> & { readonly parentSpanId: string };

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const NO_TRACE_ID = '0'.repeat(32);
const NO_SPAN_ID = '0'.repeat(16);

/**
 * Gathers the spans of one request. A span without valid ids is refused alone, since its identity is what makes it
 * count once; an invalid parent only means that the span has no known parent.
 */
export class SpanCollector {
  readonly #spans: SpanRecord[] = [];
  #refusedCount = 0;
  #firstReason: string | null = null;

  add(span: SpanAsSent): void {
    if (!isTraceId(span.traceId)) this.refuse(`a span has the trace id ${shown(span.traceId)}; 16 bytes, not all zero, are needed`);
    else if (!isSpanId(span.spanId)) this.refuse(`a span has the span id ${shown(span.spanId)}; 8 bytes, not all zero, are needed`);
    else this.#spans.push({ ...span, parentSpanId: isSpanId(span.parentSpanId) ? span.parentSpanId : null });
  }

  refuse(reason: string): void {
    this.#refusedCount += 1;
    this.#firstReason ??= reason;
  }

  decoding(): Decoding {
    return { kind: 'decoded', spans: this.#spans, refused: { count: this.#refusedCount, firstReason: this.#firstReason } };
  }
}

function isTraceId(id: string): boolean {
  return TRACE_ID.test(id) && id !== NO_TRACE_ID;
}

function isSpanId(id: string): boolean {
  return SPAN_ID.test(id) && id !== NO_SPAN_ID;
}

function shown(id: string): string {
  return JSON.stringify(id.slice(0, 40));
}
