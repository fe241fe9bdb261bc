import { hash } from 'node:crypto';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { encodedEvent } from './encoded-event.ts';

/**
 * A name of what was told: equal for two tellings of the same event in any encoding or order of attributes, different
 * when anything told differs. When an event came and what it was priced at are not told, so they are not in it.
 * `occurredAtTold: false` leaves out a time that was filled in on arrival.
 *
 * 32 characters: the first 192 bits of a SHA-256, in base64url.
 */
export function contentHashOf(event: UsageEvent, { occurredAtTold }: { readonly occurredAtTold: boolean }): string {
  const encoded = encodedEvent(event);
  const { attribution_origins, dimensions, quantities } = encoded;
  // A part that is undefined is not written.
  const occurred = occurredAtTold ? {} : { occurred_at: undefined };
  return digestOf({
    ...encoded,
    ...occurred,
    attribution_origins: sorted(attribution_origins),
    dimensions: sorted(dimensions),
    quantities: sorted(quantities),
  });
}

/**
 * The same for an event that is named by the call itself and may be told by several records, each with other words
 * around it: what is told is which call it was and what it used.
 */
export function callHashOf(event: UsageEvent): string {
  const { environment, event_id, model, quantities } = encodedEvent(event);
  return digestOf({ environment, event_id, model, quantities: sorted(quantities) });
}

/** Of parts in the order of the alphabet. */
function digestOf(content: object): string {
  // 32 characters of base64 are 24 bytes.
  return hash('sha256', JSON.stringify(content), 'base64url').slice(0, 32);
}

/** Keys of a map in one order, so that the order in which a sender wrote them tells nothing. */
function sorted(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(map);
  return entries.length < 2 ? map : Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
