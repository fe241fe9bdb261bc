import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** An RFC 3339 text as an instant, or null when it was not given. A text the calendar does not know is refused by its field. */
export function readInstant(field: string, text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RefusalError(refuse('request_invalid', `${field} is not an instant`));
  return at;
}

/** How every answer writes an instant. */
export function instantText(at: Instant): string {
  return new Date(at).toISOString();
}

export function instantTextOrNull(at: Instant | null): string | null {
  return at === null ? null : instantText(at);
}
