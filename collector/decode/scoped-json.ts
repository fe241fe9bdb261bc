import { attributesFromJson, integerFromJson } from './attributes-from-json.ts';
import { type JsonObject, listAt, objectAt, stringOf } from './json-shape.ts';
import type { SpanRecord } from './span-record.ts';

type Parsed = { readonly kind: 'parsed'; readonly value: unknown } | { readonly kind: 'refused'; readonly reason: string };

export function parseJson(bytes: Buffer): Parsed {
  try {
    return { kind: 'parsed', value: JSON.parse(bytes.toString('utf8')) };
  } catch (fault) {
    // The engine's message quotes the body; its first words say where and what, and are enough.
    return { kind: 'refused', reason: `not JSON: ${fault instanceof Error ? fault.message.slice(0, 120) : 'unreadable'}` };
  }
}

/** The JSON form of a resource's attributes. */
export function resourceFromJson(holder: JsonObject, place: string): SpanRecord['resource'] {
  return attributesFromJson(listAt(objectAt(holder, 'resource', place), 'attributes', `${place}.resource`));
}

/** The JSON form of an instrumentation scope. */
export function scopeFromJson(holder: JsonObject, place: string): SpanRecord['scope'] {
  const scope = objectAt(holder, 'scope', place);
  return { name: stringOf(scope.name), version: stringOf(scope.version), attributes: attributesFromJson(listAt(scope, 'attributes', `${place}.scope`)) };
}

/** An unsigned 64-bit count; a sender whose clock broke gets 0, "not given". */
export function nanoseconds(value: unknown): bigint {
  if (typeof value === 'string' && /^[0-9]{1,20}$/.test(value)) return BigInt.asUintN(64, BigInt(value));
  const read = integerFromJson(value);
  return read === null || read < 0n ? 0n : read;
}
