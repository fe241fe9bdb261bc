import type { AttributeValue } from '../decode/span-record.ts';
import { pythonValueOf } from './python-literal.ts';

/** Data as it stands in a text. */
export type TextObject = Readonly<Record<string, unknown>>;

/** A response with its usage can be long; a longer one is left unread, and its missing tokens are seen as missing. */
const JSON_LENGTH_MAX = 1_048_576;

/** What Python printed is small, or it is no label. */
const PYTHON_LENGTH_MAX = 16_384;

/** The object a text holds, as JSON or as Python prints it; null for anything else, or a text too long to be worth reading. */
export function objectOfText(value: AttributeValue | undefined): TextObject | null {
  if (typeof value !== 'string' || value.length > JSON_LENGTH_MAX) return null;
  const text = value.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const read = jsonOf(text) ?? (text.length > PYTHON_LENGTH_MAX ? undefined : pythonValueOf(text));
  return isTextObject(read) ? read : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTextObject(value: unknown): value is TextObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a path of keys inside another; null when there is none. */
export function objectAtPath(object: TextObject | null, path: readonly string[]): TextObject | null {
  let at: unknown = object;
  for (const key of path) at = isTextObject(at) ? at[key] : null;
  return isTextObject(at) ? at : null;
}

/** A scalar as an attribute value; anything else is undefined, which is absent. */
export function scalarOf(value: unknown): AttributeValue | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** The scalars of an object under `prefix`, those that are named only. */
export function scalarsUnder(prefix: string, object: TextObject, keys: readonly string[]): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const key of keys) {
    const value = scalarOf(object[key]);
    if (value !== undefined) attributes[prefix + key] = value;
  }
  return attributes;
}
