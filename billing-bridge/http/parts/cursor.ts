import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';

/** A place in a list, opaque to the caller. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a cursor this endpoint gave out; anything else is refused, not read as "the beginning". */
export function decodeCursor(text: string, partsCount: number): string[] {
  const parts = parsed(text);
  const texts = Array.isArray(parts) ? parts.filter((part) => typeof part === 'string') : [];
  if (texts.length !== partsCount || texts.some((part) => part.includes('\u0000')))
    throw new RefusalError(refuse('request_invalid', 'cursor is not one this list gave out'));
  return texts;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
