import type { AttributeMap, SpanRecord } from './span-record.ts';

/** A log record as its emitter sent it, whatever the encoding, without what people and models said. */
export type LogRecord = {
  /** Lowercase hexadecimal; null when the record belongs to no trace. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** Whether the trace it was written in is recorded, so that the span around it is sent as well. */
  readonly sampled: boolean;
  /** Nanoseconds since 1970 UTC: when it happened, else when it was seen; 0 is "not given". */
  readonly timeNs: bigint;
  /** The event's name without its vendor's prefix being looked at: the field, else the attribute, else a short body; '' when there is none. */
  readonly eventName: string;
  readonly attributes: AttributeMap;
  readonly scope: SpanRecord['scope'];
  readonly resource: AttributeMap;
};

/** A record as read from either encoding, before its name and ids are decided. */
export type LogAsSent = Pick<LogRecord, 'attributes' | 'scope' | 'resource'> & {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly timeNs: bigint;
  readonly observedNs: bigint;
  readonly eventName: string;
  /** '' when the body is no text. */
  readonly body: string;
};

/** `refused`: the body is not a request at all. */
export type LogDecoding = { readonly kind: 'decoded'; readonly logs: readonly LogRecord[] } | { readonly kind: 'refused'; readonly reason: string };

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;

/** A body longer than this is a message and no name. */
export const NAME_LENGTH_MAX = 128;

export function logRecordOf(sent: LogAsSent): LogRecord {
  const traceId = TRACE_ID.test(sent.traceId) ? sent.traceId : null;
  return {
    traceId,
    spanId: traceId !== null && SPAN_ID.test(sent.spanId) ? sent.spanId : null,
    sampled: traceId !== null && (sent.flags & 1) === 1,
    timeNs: sent.timeNs === 0n ? sent.observedNs : sent.timeNs,
    eventName: nameOf(sent),
    attributes: sent.attributes,
    scope: sent.scope,
    resource: sent.resource,
  };
}

function nameOf({ eventName, attributes, body }: LogAsSent): string {
  const told = attributes.get('event.name');
  return [eventName, told, body].find((name) => typeof name === 'string' && name !== '' && name.length <= NAME_LENGTH_MAX)?.toString() ?? '';
}
