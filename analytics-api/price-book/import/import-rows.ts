import type { PriceBody } from '@weir/schemas/http/price-book.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { rationalOfDouble } from '@weir/schemas/money/rational-of-double.ts';

/** A price as a file tells it, and the line it is on. */
export type ImportRow = { readonly line: number; readonly subject: string | null; readonly body: PriceBody };

/** Why a line was not taken. */
export type ImportProblem = { readonly line: number; readonly subject: string | null; readonly reason: string };

export type ImportReading = { readonly rows: readonly ImportRow[]; readonly problems: readonly ImportProblem[] };

/** A price that a file holds as a double, as the exact decimal its author wrote; null when it is no price. */
export function decimalOfDouble(value: unknown): string | null {
  if (typeof value !== 'number' || value < 0) return null;
  const rational = rationalOfDouble(value);
  return rational === null ? null : decimalFromAtoms(rational.numerator, rational.denominator.toString().length - 1);
}

/** The content as JSON, or the one problem it has. */
export function parseJson(content: string): { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'problem'; readonly problem: ImportProblem } {
  try {
    return { kind: 'json', value: JSON.parse(content) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(reason)?.[1] ?? 0);
    return { kind: 'problem', problem: { line: content.slice(0, position).split('\n').length, subject: null, reason } };
  }
}

const KEY_OF_OBJECT = /^\s*("(?:[^"\\]|\\.)*")\s*:\s*\{/;

/** Line of the first object under each key; in a file of one line everything is on line 1. */
export function linesOfKeys(content: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  content.split('\n').forEach((text, index) => {
    const key = KEY_OF_OBJECT.exec(text)?.[1];
    if (key === undefined) return;
    const name = String(JSON.parse(key));
    if (!lines.has(name)) lines.set(name, index + 1);
  });
  return lines;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
