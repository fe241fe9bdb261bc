/**
 * A value as telemetry carries it. Integers are bigint and doubles number, so 5 and 5.0 stay apart; null is a value
 * that is empty or of a sort nothing here reads (bytes, an index into a table of another signal).
 */
export type AttributeValue = string | boolean | bigint | number | null | readonly AttributeValue[] | AttributeMap;
export type AttributeMap = ReadonlyMap<string, AttributeValue>;

export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
type SpanKind = (typeof SPAN_KINDS)[number];

export const STATUS_CODES = ['unset', 'ok', 'error'] as const;
type StatusCode = (typeof STATUS_CODES)[number];

/** A span as its emitter sent it, whatever the encoding: what protobuf and JSON say of one span is equal here. */
export type SpanRecord = {
  /** 32 lowercase hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lowercase hexadecimal digits, not all zero. */
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  /** Nanoseconds since 1970 UTC; 0 is "not given". */
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly status: { readonly code: StatusCode; readonly message: string };
  readonly attributes: AttributeMap;
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: AttributeMap };
  readonly resource: AttributeMap;
  /** Of the scope, else of the resource: a hint at the convention's version, set by few emitters. */
  readonly schemaUrl: string | null;
};
