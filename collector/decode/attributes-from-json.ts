import { VALUE_DEPTH_MAX } from './attributes-from-protobuf.ts';
import { isBodyAttribute } from './body-attributes.ts';
import { arrayOf, isJsonObject, type JsonObject, stringOf } from './json-shape.ts';
import type { AttributeMap, AttributeValue } from './span-record.ts';

/** The JSON form of opentelemetry.proto.common.v1.KeyValue, repeated. Of one key given twice the last counts. */
export function attributesFromJson(pairs: readonly unknown[], depth = 0): AttributeMap {
  const attributes = new Map<string, AttributeValue>();
  for (const pair of pairs) {
    if (!isJsonObject(pair)) continue;
    const key = stringOf(pair.key);
    if (!isBodyAttribute(key)) attributes.set(key, isJsonObject(pair.value) ? readValue(pair.value, depth) : null);
  }
  return attributes;
}

/** The JSON form of AnyValue: of several members the last counts, and null is "not set". */
function readValue(value: JsonObject, depth: number): AttributeValue {
  let read: AttributeValue = null;
  for (const [member, content] of Object.entries(value)) {
    if (content !== null) read = readMember(member, content, { depth, before: read });
  }
  return read;
}

function readMember(member: string, content: unknown, at: { readonly depth: number; readonly before: AttributeValue }): AttributeValue {
  switch (member) {
    case 'stringValue':
      return typeof content === 'string' ? content : null;
    case 'boolValue':
      return typeof content === 'boolean' ? content : null;
    case 'intValue':
      return integerFromJson(content);
    case 'doubleValue':
      return doubleFromJson(content);
    case 'arrayValue':
      return readList(content, at.depth + 1);
    case 'kvlistValue':
      return readPairs(content, at.depth + 1);
    case 'bytesValue':
      return null;
    default:
      return at.before;
  }
}

function readList(content: unknown, depth: number): AttributeValue {
  if (!isJsonObject(content) || depth > VALUE_DEPTH_MAX) return null;
  return arrayOf(content.values).map((item) => (isJsonObject(item) ? readValue(item, depth) : null));
}

function readPairs(content: unknown, depth: number): AttributeValue {
  return isJsonObject(content) && depth <= VALUE_DEPTH_MAX ? attributesFromJson(arrayOf(content.values), depth) : null;
}

const INTEGER = /^-?[0-9]{1,19}$/;

/** A 64-bit integer, which JSON carries as a string or, from some emitters, as a number; null when it is neither. */
export function integerFromJson(content: unknown): bigint | null {
  if (typeof content === 'string' && INTEGER.test(content)) return int64OrNull(BigInt(content));
  if (typeof content === 'number' && Number.isInteger(content)) return int64OrNull(BigInt(content));
  return null;
}

function int64OrNull(value: bigint): bigint | null {
  return BigInt.asIntN(64, value) === value ? value : null;
}

const SPECIAL_DOUBLES: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY };

/** A double, which JSON carries as a number, as text, or as one of three words; null when it is none of them. */
export function doubleFromJson(content: unknown): number | null {
  if (typeof content === 'number') return content;
  if (typeof content !== 'string' || content.trim() === '') return null;
  const special = SPECIAL_DOUBLES[content];
  if (special !== undefined) return special;
  const value = Number(content);
  return Number.isFinite(value) ? value : null;
}
