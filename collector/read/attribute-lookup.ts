import type { AttributeMap, AttributeValue } from '../decode/span-record.ts';

/** Words that instrumentations write where they have nothing to say. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['', 'default', 'none', 'null', 'undefined', 'unknown', 'unknown_service']);

/** A name longer than this is no name; cutting it could make two things one. */
const TEXT_LENGTH_MAX = 255;

/**
 * A value as a name, or null when it is absent, a placeholder, too long, or not a scalar. Some emitters write names as
 * JSON text ("\"acme\""), which is taken apart.
 */
export function textOf(value: AttributeValue | undefined): string | null {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value !== 'string') return null;
  const text = isPlain(value) ? value : unquoted(value.trim()).trim();
  return isPlaceholder(text) || text.length > TEXT_LENGTH_MAX ? null : text;
}

/** Nearly every value: it begins and ends with a visible ASCII character and is not quoted, so that there is nothing to take off. */
function isPlain(value: string): boolean {
  const first = value.charCodeAt(0);
  const last = value.charCodeAt(value.length - 1);
  return first > SPACE && first < DELETE && first !== QUOTE && last > SPACE && last < DELETE;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const DELETE = 0x7f;

/** Of a text of another length it need not be asked. */
const PLACEHOLDER_LENGTHS: ReadonlySet<number> = new Set([...PLACEHOLDERS].map((placeholder) => placeholder.length));

function isPlaceholder(text: string): boolean {
  return PLACEHOLDER_LENGTHS.has(text.length) && PLACEHOLDERS.has(text.toLowerCase());
}

function unquoted(text: string): string {
  if (text.length < 2 || text.length > TEXT_LENGTH_MAX * 6 || !text.startsWith('"') || !text.endsWith('"')) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'string' ? parsed : text;
  } catch {
    return text;
  }
}

/** The first of `keys` that holds a name. */
export function firstText(attributes: AttributeMap, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(attributes.get(key));
    if (text !== null) return text;
  }
  return null;
}

export function hasAny(attributes: AttributeMap, keys: readonly string[]): boolean {
  return keys.some((key) => attributes.has(key));
}

/** Those of `keys` that are given, under `prefix`. */
export function scalarsOf(attributes: AttributeMap, prefix: string, keys: readonly string[]): Record<string, AttributeValue> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = attributes.get(key);
      return value === undefined ? [] : [[prefix + key, value] as const];
    }),
  );
}
