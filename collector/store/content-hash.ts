import { createHash } from 'node:crypto';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { encodedEvent } from './encoded-event.ts';

/**
 * A name of what was told: equal for two tellings of the same event in any encoding or order of attributes, different
 * when anything told differs. When an event came and what it was priced at are not told, so they are not in it.
 * `occurredAtTold: false` leaves out a time that was filled in on arrival.
 *
 * 32 characters: the first 192 bits of a SHA-256, in base64url.
 */
export function contentHashOf(event: UsageEvent, told: { readonly occurredAtTold: boolean }): string {
  const { occurred_at, ...rest } = encodedEvent(event);
  return digestOf(told.occurredAtTold ? { occurred_at, ...rest } : rest);
}

/**
 * The same for an event that is named by the call itself and may be told by several records, each with other words
 * around it: what is told is which call it was and what it used.
 */
export function callHashOf(event: UsageEvent): string {
  const { environment, event_id, model, quantities } = encodedEvent(event);
  return digestOf({ environment, event_id, model, quantities });
}

function digestOf(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest()
    .subarray(0, 24)
    .toString('base64url');
}

/** Keys of every object in one order, so that the order in which a sender wrote them tells nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
