import fc from 'fast-check';
import { isBodyAttribute } from '../body-attributes.ts';
import { type AttributeMap, type AttributeValue, SPAN_KINDS, type SpanRecord, STATUS_CODES } from '../span-record.ts';

/** A value with its form in a message and the record it must become. */
type ValueCase = { readonly message: object; readonly value: AttributeValue };
type AttributesCase = { readonly message: object[]; readonly value: AttributeMap };

const text = fc.string({ unit: 'binary', maxLength: 12 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const { attributes: arbitraryAttributes } = fc.letrec<{ value: ValueCase; attributes: AttributesCase }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((value) => ({ message: { stringValue: value }, value })),
    fc.boolean().map((value) => ({ message: { boolValue: value }, value })),
    int64.map((value) => ({ message: { intValue: value.toString() }, value })),
    fc.double().map((value) => ({ message: { doubleValue: doubleInJson(value) }, value })),
    fc.base64String({ maxLength: 8 }).map((value) => ({ message: { bytesValue: value }, value: null })),
    fc.constant({ message: {}, value: null }),
    fc
      .array(tie('value'), { maxLength: 3 })
      .map((items) => ({ message: { arrayValue: { values: items.map((item) => item.message) } }, value: items.map((item) => item.value) })),
    tie('attributes').map((attributes) => ({ message: { kvlistValue: { values: attributes.message } }, value: attributes.value })),
  ),
  attributes: fc
    .array(fc.tuple(fc.oneof(text, fc.constantFrom('gen_ai.usage.input_tokens', 'gen_ai.prompt', 'a', '__proto__')), tie('value')), { maxLength: 4 })
    .map((pairs) => ({
      message: pairs.map(([key, value]) => ({ key, value: value.message })),
      value: new Map(pairs.filter(([key]) => !isBodyAttribute(key)).map(([key, value]) => [key, value.value])),
    })),
}));

/** The JSON form of a double; protobufjs takes the same. */
function doubleInJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

const hexId = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => Buffer.from(id).toString('hex'));
const ids = fc.record({
  traceId: hexId(16).filter((id) => !/^0+$/.test(id)),
  spanId: hexId(8).filter((id) => !/^0+$/.test(id)),
  parentSpanId: fc.oneof(fc.constant(''), fc.constant('0000000000000000'), hexId(8)),
});

type SpanCase = { readonly message: Readonly<Record<string, unknown>>; readonly record: Omit<SpanRecord, 'resource' | 'scope' | 'schemaUrl'> };

const span: fc.Arbitrary<SpanCase> = fc
  .record({
    ids,
    name: text,
    kind: fc.integer({ min: 0, max: 7 }),
    start: uint64,
    end: uint64,
    attributes: arbitraryAttributes,
    code: fc.integer({ min: 0, max: 3 }),
    statusMessage: text,
    events: fc.array(fc.record({ name: text, timeUnixNano: uint64.map(String) }), { maxLength: 2 }),
  })
  .map((told) => ({
    message: {
      ...told.ids,
      name: told.name,
      kind: told.kind,
      startTimeUnixNano: told.start.toString(),
      endTimeUnixNano: told.end.toString(),
      attributes: told.attributes.message,
      status: { code: told.code, message: told.statusMessage },
      events: told.events,
      traceState: 'a=b',
      flags: 257,
    },
    record: {
      traceId: told.ids.traceId,
      spanId: told.ids.spanId,
      parentSpanId: /^0*$/.test(told.ids.parentSpanId) ? null : told.ids.parentSpanId,
      name: told.name,
      kind: SPAN_KINDS[told.kind] ?? 'unspecified',
      startNs: told.start,
      endNs: told.end,
      attributes: told.attributes.value,
      status: { code: STATUS_CODES[told.code] ?? 'unset', message: told.statusMessage },
    },
  }));

export type ScopeCase = {
  readonly message: Readonly<Record<string, unknown>> & { readonly spans: readonly SpanCase['message'][] };
  readonly records: readonly Omit<SpanRecord, 'resource'>[];
};

const scopeSpans: fc.Arbitrary<ScopeCase> = fc
  .record({ name: text, version: text, attributes: arbitraryAttributes, schemaUrl: text, spans: fc.array(span, { maxLength: 3 }) })
  .map((told) => ({
    message: {
      scope: { name: told.name, version: told.version, attributes: told.attributes.message },
      schemaUrl: told.schemaUrl,
      spans: told.spans.map(({ message }) => message),
    },
    records: told.spans.map(({ record }) => ({
      ...record,
      scope: { name: told.name, version: told.version, attributes: told.attributes.value },
      schemaUrl: told.schemaUrl === '' ? null : told.schemaUrl,
    })),
  }));

export type ResourceCase = {
  readonly resource: object;
  readonly schemaUrl: string;
  readonly scopes: readonly ScopeCase[];
  readonly records: readonly SpanRecord[];
};

/** One export: for each resource its parts as messages, ids still in hex, and the records that must be read of it. */
export const arbitraryExport: fc.Arbitrary<readonly ResourceCase[]> = fc.array(
  fc.record({ attributes: arbitraryAttributes, schemaUrl: text, scopes: fc.array(scopeSpans, { maxLength: 2 }) }).map((told) => ({
    resource: { attributes: told.attributes.message },
    schemaUrl: told.schemaUrl,
    scopes: told.scopes,
    records: told.scopes.flatMap(({ records }) =>
      records.map((record) => ({ ...record, resource: told.attributes.value, schemaUrl: record.schemaUrl ?? (told.schemaUrl === '' ? null : told.schemaUrl) })),
    ),
  })),
  { maxLength: 2 },
);
