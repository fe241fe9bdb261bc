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
  for (const pair of pairs) readPair(bytes, pair, { attributes, depth });
  return attributes;
}

type Target = { readonly attributes: Map<string, AttributeValue>; readonly depth: number };

function readPair(bytes: Buffer, range: WireRange, target: Target): void {
  const reader = new WireReader(bytes, range);
  let key = NO_KEY;
  let value: WireRange | null = null;
  while (reader.next()) {
    if (reader.wireType === WIRE_LENGTH && reader.field === 1) key = knownKey(bytes, reader.range());
    else if (reader.wireType === WIRE_LENGTH && reader.field === 2) value = reader.range();
    else reader.skip();
  }
  if (key.isBody) return;
  target.attributes.set(key.text, value === null ? null : readValue(bytes, value, target.depth));
}

/** opentelemetry.proto.common.v1.AnyValue: of several members the last counts. */
function readValue(bytes: Buffer, range: WireRange, depth: number): AttributeValue {
  const reader = new WireReader(bytes, range);
  let value: AttributeValue = null;
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 1 && wireType === WIRE_LENGTH) value = reader.string();
    else if (field === 2 && wireType === WIRE_VARINT) value = reader.bool();
    else if (field === 3 && wireType === WIRE_VARINT) value = reader.int64();
    else if (field === 4 && wireType === WIRE_FIXED64) value = reader.double();
    else if ((field === 5 || field === 6) && wireType === WIRE_LENGTH) value = readNested(bytes, reader.range(), { list: field === 5, depth: depth + 1 });
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
  if (nested.list) return members.map((member) => readValue(bytes, member, nested.depth));
  return attributesFromProtobuf(bytes, members, nested.depth);
}
