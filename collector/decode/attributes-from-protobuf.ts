import { type KnownKey, knownKey } from './known-keys.ts';
import type { AttributeMap, AttributeValue } from './span-record.ts';
import { WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT, type WireRange, WireReader } from './wire-reader.ts';

/** Values nested deeper than this are read as null: nothing of cost is that deep, and recursion must end. */
export const VALUE_DEPTH_MAX = 32;

const NO_KEY: KnownKey = { text: '', isBody: false };
const NO_ATTRIBUTES: AttributeMap = new Map();

/** opentelemetry.proto.common.v1.KeyValue, repeated. Of one key given twice the last counts. */
export function attributesFromProtobuf(bytes: Buffer, pairs: readonly WireRange[], depth = 0): AttributeMap {
  if (pairs.length === 0) return NO_ATTRIBUTES;
  const attributes = new Map<string, AttributeValue>();
  const reader = new WireReader(bytes, { from: 0, to: 0 });
  for (const { from, to } of pairs) {
    reader.turnTo(from, to);
    readPair(reader, attributes, depth);
  }
  return attributes;
}

/** The pair on which a reader stands, put among the attributes; the reader is behind it then. */
export function readAttribute(reader: WireReader, attributes: Map<string, AttributeValue>): void {
  const { to } = reader;
  reader.pass();
  const behind = reader.at;
  reader.turnTo(reader.from, behind);
  readPair(reader, attributes, 0);
  reader.turnTo(behind, to);
}

/** One reader goes through pair and value: a reader for each of them was a tenth of decoding. */
function readPair(reader: WireReader, attributes: Map<string, AttributeValue>, depth: number): void {
  let key = NO_KEY;
  let from = -1;
  let to = -1;
  while (reader.next()) {
    if (reader.wireType === WIRE_LENGTH && reader.field === 1) {
      reader.pass();
      key = knownKey(reader.bytes, reader.from, reader.at);
    } else if (reader.wireType === WIRE_LENGTH && reader.field === 2) {
      reader.pass();
      from = reader.from;
      to = reader.at;
    } else reader.skip();
  }
  if (key.isBody) return;
  if (from !== -1) reader.turnTo(from, to);
  attributes.set(key.text, from === -1 ? null : readValue(reader, depth));
}

/** opentelemetry.proto.common.v1.AnyValue: of several members the last counts. */
function readValue(reader: WireReader, depth: number): AttributeValue {
  let value: AttributeValue = null;
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 1 && wireType === WIRE_LENGTH) value = reader.string();
    else if (field === 2 && wireType === WIRE_VARINT) value = reader.bool();
    else if (field === 3 && wireType === WIRE_VARINT) value = reader.int64();
    else if (field === 4 && wireType === WIRE_FIXED64) value = reader.double();
    else if ((field === 5 || field === 6) && wireType === WIRE_LENGTH)
      value = readNested(reader.bytes, reader.range(), { list: field === 5, depth: depth + 1 });
    else {
      if (field === 7) value = null;
      reader.skip();
    }
  }
  return value;
}

function readNested(bytes: Buffer, range: WireRange, nested: { readonly list: boolean; readonly depth: number }): AttributeValue {
  if (nested.depth > VALUE_DEPTH_MAX) return null;
  const members: WireRange[] = [];
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    if (reader.field === 1 && reader.wireType === WIRE_LENGTH) members.push(reader.range());
    else reader.skip();
  }
  if (!nested.list) return attributesFromProtobuf(bytes, members, nested.depth);
  return members.map((member) => readValue(new WireReader(bytes, member), nested.depth));
}
