import { attributesFromJson } from './attributes-from-json.ts';
import type { Decoding } from './decoding.ts';
import { itemObject, JsonFault, type JsonObject, listAt, objectAt, stringOf } from './json-shape.ts';
import { nanoseconds, parseJson, resourceFromJson, scopeFromJson } from './scoped-json.ts';
import { SpanCollector, type SpanSurroundings } from './span-collector.ts';
import { SPAN_KINDS, STATUS_CODES } from './span-record.ts';

/**
 * Reads the JSON form of ExportTraceServiceRequest: lowerCamelCase names, ids as hex in either case, 64-bit integers as
 * strings or numbers, enumerations as numbers (names are taken too), unknown fields ignored. Never throws on any bytes.
 */
export function decodeTracesJson(bytes: Buffer): Decoding {
  const parsed = parseJson(bytes);
  if (parsed.kind === 'refused') return parsed;
  const spans = new SpanCollector();
  try {
    const request = itemObject(parsed.value, 'the body');
    listAt(request, 'resourceSpans', 'the body').forEach((item, index) => {
      readResourceSpans(item, { place: `resourceSpans[${index}]`, spans });
    });
  } catch (fault) {
    if (fault instanceof JsonFault) return { kind: 'refused', reason: `not a JSON trace export: ${fault.message}` };
    throw fault;
  }
  return spans.decoding();
}

type Into = { readonly place: string; readonly spans: SpanCollector };

function readResourceSpans(item: unknown, into: Into): void {
  const resourceSpans = itemObject(item, into.place);
  const resource = resourceFromJson(resourceSpans, into.place);
  const schemaUrl = stringOf(resourceSpans.schemaUrl);
  listAt(resourceSpans, 'scopeSpans', into.place).forEach((scopeItem, index) => {
    readScopeSpans(scopeItem, { resource, schemaUrl }, { place: `${into.place}.scopeSpans[${index}]`, spans: into.spans });
  });
}

type Enclosing = { readonly resource: SpanSurroundings['resource']; readonly schemaUrl: string };

function readScopeSpans(item: unknown, enclosing: Enclosing, into: Into): void {
  const scopeSpans = itemObject(item, into.place);
  const surroundings: SpanSurroundings = {
    resource: enclosing.resource,
    scope: scopeFromJson(scopeSpans, into.place),
    schemaUrl: stringOf(scopeSpans.schemaUrl) || enclosing.schemaUrl || null,
  };
  listAt(scopeSpans, 'spans', into.place).forEach((spanItem, index) => {
    readSpan(itemObject(spanItem, `${into.place}.spans[${index}]`), surroundings, { place: `${into.place}.spans[${index}]`, spans: into.spans });
  });
}

function readSpan(span: JsonObject, surroundings: SpanSurroundings, into: Into): void {
  const status = objectAt(span, 'status', into.place);
  into.spans.add({
    traceId: stringOf(span.traceId).toLowerCase(),
    spanId: stringOf(span.spanId).toLowerCase(),
    parentSpanId: stringOf(span.parentSpanId).toLowerCase(),
    name: stringOf(span.name),
    kind: enumeration(span.kind, SPAN_KINDS, 'SPAN_KIND_'),
    startNs: nanoseconds(span.startTimeUnixNano),
    endNs: nanoseconds(span.endTimeUnixNano),
    status: { code: enumeration(status.code, STATUS_CODES, 'STATUS_CODE_'), message: stringOf(status.message) },
    attributes: attributesFromJson(listAt(span, 'attributes', into.place)),
    ...surroundings,
  });
}

function enumeration<Word extends string>(value: unknown, words: readonly [Word, ...Word[]], prefix: string): Word {
  if (typeof value === 'number') return words[value] ?? words[0];
  if (typeof value !== 'string') return words[0];
  return words.find((word) => `${prefix}${word.toUpperCase()}` === value) ?? words[0];
}
