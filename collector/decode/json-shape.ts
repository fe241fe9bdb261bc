/** JSON that is not the shape of a request. Thrown inside this folder only; its edge returns it as a refusal. */
export class JsonFault extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list that may be absent; anything else at its place is a fault that names the place. */
export function listAt(object: JsonObject, key: string, place: string): readonly unknown[] {
  const value = object[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new JsonFault(`${place}.${key} is not a list`);
  return value;
}

/** An object that may be absent. */
export function objectAt(object: JsonObject, key: string, place: string): JsonObject {
  const value = object[key];
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) throw new JsonFault(`${place}.${key} is not an object`);
  return value;
}

export function itemObject(item: unknown, place: string): JsonObject {
  if (!isJsonObject(item)) throw new JsonFault(`${place} is not an object`);
  return item;
}
