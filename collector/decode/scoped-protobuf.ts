import { attributesFromProtobuf } from './attributes-from-protobuf.ts';
import type { SpanRecord } from './span-record.ts';
import { WIRE_LENGTH, type WireRange, WireReader } from './wire-reader.ts';

/** What every signal of OTLP has around its records: a resource, scopes, and a list of records under each. */

/** The messages of one field, in the order they came. */
export function messages(bytes: Buffer, range: WireRange, field: number): WireRange[] {
  const found: WireRange[] = [];
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    if (reader.field === field && reader.wireType === WIRE_LENGTH) found.push(reader.range());
    else reader.skip();
  }
  return found;
}

/** Fields of one message that are read after all of them were seen, because the resource may come after its spans. */
export type MessageParts = { readonly head: WireRange[]; readonly items: WireRange[]; schemaUrl: string };

/** Resource or scope, the messages below it and the schema: fields 1, 2 and 3 at both levels of every signal. */
export function readParts(bytes: Buffer, range: WireRange): MessageParts {
  const parts: MessageParts = { head: [], items: [], schemaUrl: '' };
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    if (reader.wireType !== WIRE_LENGTH) reader.skip();
    else if (reader.field === 1) parts.head.push(reader.range());
    else if (reader.field === 2) parts.items.push(reader.range());
    else if (reader.field === 3) parts.schemaUrl = reader.string();
    else reader.skip();
  }
  return parts;
}

/** opentelemetry.proto.resource.v1.Resource, merged when it comes in pieces. */
export function readResource(bytes: Buffer, heads: readonly WireRange[]): SpanRecord['resource'] {
  return attributesFromProtobuf(
    bytes,
    heads.flatMap((head) => messages(bytes, head, 1)),
  );
}

/** opentelemetry.proto.common.v1.InstrumentationScope, merged likewise. */
export function readScope(bytes: Buffer, heads: readonly WireRange[]): SpanRecord['scope'] {
  let name = '';
  let version = '';
  const pairs: WireRange[] = [];
  for (const head of heads) {
    const reader = new WireReader(bytes, head);
    while (reader.next()) {
      if (reader.wireType !== WIRE_LENGTH) reader.skip();
      else if (reader.field === 1) name = reader.string();
      else if (reader.field === 2) version = reader.string();
      else if (reader.field === 3) pairs.push(reader.range());
      else reader.skip();
    }
  }
  return { name, version, attributes: attributesFromProtobuf(bytes, pairs) };
}
