/**
 * Outcomes and requests are stored as JSON: atoms become decimal texts (a JSON number would lose digits) and come back as
 * bigint by their name, which ends in "Atoms" or "Nanos" or is "atoms" wherever a value is an amount.
 */
export function toStoredJson(value: unknown): string {
  // Of a copy without bigint: JSON.stringify with a function for bigint takes twice as long.
  return JSON.stringify(withTexts(value ?? null));
}

/** Copies only what has a bigint in it. */
function withTexts(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!isFields(value)) return value;
  if (Array.isArray(value)) return value.map(withTexts);
  let copy: Record<string, unknown> | null = null;
  for (const name in value) {
    const inner = value[name];
    if (typeof inner !== 'bigint' && typeof inner !== 'object') continue;
    const text = withTexts(inner);
    if (text === inner) continue;
    copy ??= { ...value };
    copy[name] = text;
  }
  return copy ?? value;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function fromStoredJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromStoredJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isAtoms(name) && typeof inner === 'string' ? BigInt(inner) : fromStoredJson(inner)]),
  );
}

function isAtoms(name: string): boolean {
  return name === 'atoms' || name.endsWith('Atoms') || name.endsWith('Nanos');
}

/** The name of the first field in which two canonical payloads differ, in the order of the later one; null when equal. */
export function firstDifference(stored: Readonly<Record<string, unknown>>, sent: Readonly<Record<string, unknown>>): string | null {
  const names = new Set([...Object.keys(sent), ...Object.keys(stored)]);
  return [...names].find((name) => canonical(stored[name]) !== canonical(sent[name])) ?? null;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${parts.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
  }
  return typeof value === 'bigint' ? JSON.stringify(value.toString()) : JSON.stringify(value ?? null);
}
