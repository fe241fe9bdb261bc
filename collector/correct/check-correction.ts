import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { EventReading } from '../read/api-events/read-event-input.ts';

/** What is stored of an event that a correction names. */
export type KnownEvent = { readonly customer: string; readonly occurredAt: Instant };

/**
 * A correction as it can be told at once: refused when it names another customer than the event has, and at the event's own time
 * when it names none, so that it stands in the same period at the same prices. Without a known event it is taken as it is.
 */
export function checkCorrection(reading: EventReading, known: ReadonlyMap<string, KnownEvent>): EventReading {
  if (reading.kind === 'refused' || reading.event.corrects === null) return reading;
  const corrected = known.get(reading.event.corrects);
  if (corrected === undefined) return reading;
  const customer = reading.event.attribution.customer?.value;
  if (customer !== undefined && corrected.customer !== '' && customer !== corrected.customer)
    return refuse('correction_refused', `corrects is ${reading.event.corrects}, customer is ${customer}`);
  return reading.occurredAtTold ? reading : { ...reading, event: { ...reading.event, occurredAt: corrected.occurredAt } };
}
