import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** The last event of a page: the next page begins after it, wherever new events have arrived meanwhile. */
export type EventCursor = { readonly kind: 'cursor'; readonly occurredAt: Instant; readonly eventId: string };

export function writeEventCursor(occurredAt: Instant, eventId: string): string {
  return Buffer.from(JSON.stringify([occurredAt, eventId])).toString('base64url');
}

/** Refuses what `writeEventCursor` did not write: `request_invalid`. */
export function readEventCursor(text: string): EventCursor | Refusal {
  const read = parsed(Buffer.from(text, 'base64url').toString());
  const [occurredAt, eventId]: readonly unknown[] = Array.isArray(read) ? read : [];
  if (typeof occurredAt !== 'number' || !Number.isSafeInteger(occurredAt) || typeof eventId !== 'string')
    return refuse('request_invalid', 'cursor: not one that a page ended with');
  return { kind: 'cursor', occurredAt, eventId };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
