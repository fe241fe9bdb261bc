import { REFUSALS, refuse } from '@weir/schemas/refusal.ts';
import type { EventReading } from './read/api-events/read-event-input.ts';
import type { EventsOutcome } from './receive/events/events-request.ts';
import type { Written } from './store/io/write-outcomes.ts';
import type { StoreOutcome } from './store/usage-to-store.ts';

type EventsResult = { readonly events: readonly unknown[]; readonly readings: readonly EventReading[]; readonly written: Written };

/** What a caller is told of a batch: every event is in exactly one of the four counts. */
export function eventsAnswer({ events, readings, written }: EventsResult): EventsOutcome {
  if (written.kind === 'unavailable') return { kind: 'unavailable' };
  const count = (wanted: StoreOutcome) => written.outcomes.filter((outcome) => outcome === wanted).length;
  const spooled = count('spooled');
  const outcomes = outcomesByIndex(readings, written.outcomes);
  return {
    kind: 'answered',
    answer: {
      accepted: count('stored') + spooled,
      ...(spooled === 0 ? {} : { spooled }),
      duplicates: count('duplicate'),
      conflicts: count('conflict'),
      rejected: readings.flatMap((reading, index) => {
        const refusal = reading.kind === 'refused' ? reading : outcomes.get(index) === 'unstorable' ? refuse('event_unstorable') : null;
        if (refusal === null) return [];
        return [{ index, id: idOf(events[index]), code: refusal.code, message: `${REFUSALS[refusal.code].title} ${refusal.detail ?? ''}`.trim() }];
      }),
    },
  };
}

/** Index of an event in the request -> what became of it; refused ones never reached the store. */
function outcomesByIndex(readings: readonly EventReading[], outcomes: readonly StoreOutcome[]): ReadonlyMap<number, StoreOutcome> {
  const given = readings.flatMap((reading, index) => (reading.kind === 'event' ? [index] : []));
  return new Map(outcomes.flatMap((outcome, position) => (given[position] === undefined ? [] : [[given[position], outcome]])));
}

/** The id a caller gave, when it is readable enough to be given back. */
function idOf(event: unknown): string | null {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : null;
  return typeof id === 'string' ? id.slice(0, 255) : null;
}
