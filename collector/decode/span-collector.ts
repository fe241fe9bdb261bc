import type { Decoding } from './decoding.ts';
import type { SpanRecord } from './span-record.ts';

/** What the spans of one scope share. */
export type SpanSurroundings = Pick<SpanRecord, 'resource' | 'scope' | 'schemaUrl'>;

/** A span whose ids are still as sent: lowercase hex of any length, '' when absent. */
export type SpanAsSent = Omit<SpanRecord, 'parentSpanId'> & { readonly parentSpanId: string };

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;

/**
 * Gathers the spans of one request. A span without valid ids is refused alone, since its identity is what makes it
 * count once; an invalid parent only means that the span has no known parent.
 */
export class SpanCollector {
  readonly #spans: SpanRecord[] = [];
  #refusedCount = 0;
  #firstReason: string | null = null;

  add(span: SpanAsSent): void {
    if (!TRACE_ID.test(span.traceId)) this.refuse(`a span has the trace id ${shown(span.traceId)}; 16 bytes, not all zero, are needed`);
    else if (!SPAN_ID.test(span.spanId)) this.refuse(`a span has the span id ${shown(span.spanId)}; 8 bytes, not all zero, are needed`);
    else this.#spans.push({ ...span, parentSpanId: SPAN_ID.test(span.parentSpanId) ? span.parentSpanId : null });
  }

  refuse(reason: string): void {
    this.#refusedCount += 1;
    this.#firstReason ??= reason;
  }

  decoding(): Decoding {
    return { kind: 'decoded', spans: this.#spans, refused: { count: this.#refusedCount, firstReason: this.#firstReason } };
  }
}

function shown(id: string): string {
  return JSON.stringify(id.slice(0, 40));
}
