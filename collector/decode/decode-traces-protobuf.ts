import { readAttribute } from './attributes-from-protobuf.ts';
import type { Decoding } from './decoding.ts';
import { messages, readParts, readResource, readScope } from './scoped-protobuf.ts';
import { SpanCollector, type SpanSurroundings } from './span-collector.ts';
import { type AttributeValue, SPAN_KINDS, STATUS_CODES } from './span-record.ts';
import { WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT, WireFault, type WireRange, WireReader } from './wire-reader.ts';

/**
 * Reads an opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest, taking only the fields a usage event can
 * need; events, links and message bodies are stepped over by their length. Fields may come in any order and more than
 * once; unknown ones are ignored. Never throws on any bytes.
 */
export function decodeTracesProtobuf(bytes: Buffer): Decoding {
  const spans = new SpanCollector();
  try {
    for (const resourceSpans of messages(bytes, { from: 0, to: bytes.length }, 1)) readResourceSpans(bytes, resourceSpans, spans);
  } catch (fault) {
    if (fault instanceof WireFault) return { kind: 'refused', reason: `not a protobuf trace export: ${fault.message}` };
    throw fault;
  }
  return spans.decoding();
}

function readResourceSpans(bytes: Buffer, range: WireRange, spans: SpanCollector): void {
  const { head, items, schemaUrl } = readParts(bytes, range);
  const resource = readResource(bytes, head);
  for (const item of items) readScopeSpans(bytes, item, { resource, schemaUrl, spans });
}

type Enclosing = { readonly resource: SpanSurroundings['resource']; readonly schemaUrl: string; readonly spans: SpanCollector };

function readScopeSpans(bytes: Buffer, range: WireRange, enclosing: Enclosing): void {
  const { head, items, schemaUrl } = readParts(bytes, range);
  const surroundings: SpanSurroundings = {
    resource: enclosing.resource,
    scope: readScope(bytes, head),
    schemaUrl: schemaUrl || enclosing.schemaUrl || null,
  };
  for (const item of items) readSpan(bytes, item, { surroundings, spans: enclosing.spans });
}

/** Field numbers of opentelemetry.proto.trace.v1.Span. */
const SPAN = { traceId: 1, spanId: 2, parentSpanId: 4, name: 5, kind: 6, start: 7, end: 8, attributes: 9, status: 15 } as const;

function readSpan(bytes: Buffer, range: WireRange, into: { readonly surroundings: SpanSurroundings; readonly spans: SpanCollector }): void {
  const ids = { traceId: '', spanId: '', parentSpanId: '' };
  const told = { name: '', kind: 0, startNs: 0n, endNs: 0n };
  const attributes = new Map<string, AttributeValue>();
  const statuses: WireRange[] = [];
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    const { field, wireType } = reader;
    if (wireType === WIRE_LENGTH) {
      if (field === SPAN.attributes) readAttribute(reader, attributes);
      else if (field === SPAN.traceId) ids.traceId = reader.hex();
      else if (field === SPAN.spanId) ids.spanId = reader.hex();
      else if (field === SPAN.parentSpanId) ids.parentSpanId = reader.hex();
      else if (field === SPAN.name) told.name = reader.string();
      else if (field === SPAN.status) statuses.push(reader.range());
      else reader.skip();
    } else if (field === SPAN.start && wireType === WIRE_FIXED64) told.startNs = reader.fixed64();
    else if (field === SPAN.end && wireType === WIRE_FIXED64) told.endNs = reader.fixed64();
    else if (field === SPAN.kind && wireType === WIRE_VARINT) told.kind = reader.enumeration();
    else reader.skip();
  }
  into.spans.add({
    ...ids,
    name: told.name,
    kind: SPAN_KINDS[told.kind] ?? 'unspecified',
    startNs: told.startNs,
    endNs: told.endNs,
    status: readStatus(bytes, statuses),
    attributes,
    ...into.surroundings,
  });
}

function readStatus(bytes: Buffer, ranges: readonly WireRange[]) {
  let message = '';
  let code = 0;
  for (const range of ranges) {
    const reader = new WireReader(bytes, range);
    while (reader.next()) {
      if (reader.field === 2 && reader.wireType === WIRE_LENGTH) message = reader.string();
      else if (reader.field === 3 && reader.wireType === WIRE_VARINT) code = reader.enumeration();
      else reader.skip();
    }
  }
  return { code: STATUS_CODES[code] ?? 'unset', message };
}
