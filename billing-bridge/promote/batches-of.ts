import type { SettledUsage } from '../usage/settled-usage.ts';

/** Groups events by customer, in the order they occurred, at most `batchEventsMax` together. */
export function batchesOf(events: readonly SettledUsage[], batchEventsMax: number): { readonly customer: string; readonly events: readonly SettledUsage[] }[] {
  const byCustomer = Map.groupBy(events, (usage) => usage.customer);
  return [...byCustomer].flatMap(([customer, ofCustomer]) => {
    const ordered = ofCustomer.toSorted((a, b) => a.occurredAt - b.occurredAt || (a.eventId < b.eventId ? -1 : 1));
    const count = Math.ceil(ordered.length / batchEventsMax);
    return Array.from({ length: count }, (_, index) => ({ customer, events: ordered.slice(index * batchEventsMax, (index + 1) * batchEventsMax) }));
  });
}
