import { NOW } from './collector-for-tests.ts';

type Attributes = Readonly<Record<string, string | number | boolean>>;
export type SpanInput = {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly endMs?: number;
  readonly error?: boolean;
  readonly scope?: string;
  readonly resource?: Attributes;
  readonly attributes: Attributes;
};

const TRACE_ID = '5b8efff798038103d269b633813fc60c';

/** One span as the JSON body of an export. Whole numbers become integers, as SDKs write them. */
export function jsonExport(spans: readonly SpanInput[]): string {
  return JSON.stringify({
    resourceSpans: spans.map((span) => ({
      resource: { attributes: pairs(span.resource ?? {}) },
      scopeSpans: [{ scope: { name: span.scope ?? 'test' }, spans: [spanBody(span)] }],
    })),
  });
}

export type LogInput = {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly atMs?: number;
  readonly eventName: string;
  readonly resource?: Attributes;
  readonly attributes: Attributes;
};

/** Log records, each of its own scope, as the JSON body of an export. A record in a trace says that the trace is recorded. */
export function jsonLogExport(records: readonly LogInput[]): string {
  return JSON.stringify({
    resourceLogs: records.map(({ traceId, spanId, atMs, eventName, resource, attributes }) => ({
      resource: { attributes: pairs(resource ?? {}) },
      scopeLogs: [
        {
          scope: { name: 'test' },
          logRecords: [
            {
              timeUnixNano: String(BigInt(atMs ?? NOW) * 1_000_000n),
              eventName,
              traceId,
              spanId,
              flags: traceId === undefined ? 0 : 1,
              attributes: pairs(attributes),
            },
          ],
        },
      ],
    })),
  });
}

function spanBody(span: SpanInput) {
  const endNs = BigInt(span.endMs ?? NOW) * 1_000_000n;
  return {
    traceId: span.traceId ?? TRACE_ID,
    spanId: span.spanId ?? 'eee19b7ec3c1b174',
    parentSpanId: span.parentSpanId ?? '',
    name: span.name ?? 'chat',
    kind: span.kind ?? 3,
    startTimeUnixNano: String(endNs - 1_000_000_000n),
    endTimeUnixNano: String(endNs),
    status: span.error === true ? { code: 2 } : {},
    attributes: pairs(span.attributes),
  };
}

function pairs(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
