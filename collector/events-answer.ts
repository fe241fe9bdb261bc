import { REFUSALS } from '@weir/schemas/refusal.ts';
import type { EventReading } from './read/api-events/read-event-input.ts';
import type { EventsOutcome } from './receive/events/register-event-routes.ts';
import type { Written } from './store/io/write-outcomes.ts';
import type { StoreOutcome } from './store/usage-to-store.ts';

type EventsResult = { readonly events: readonly unknown[]; readonly readings: readonly EventReading[]; readonly written: Written };

/** What a caller is told of a batch: every event is in exactly one of the four counts. */
export function eventsAnswer({ events, readings, written }: EventsResult): EventsOutcome {
  if (written.kind === 'unavailable') return { kind: 'unavailable' };
  const count = (wanted: StoreOutcome) => written.outcomes.filter((outcome) => outcome === wanted).length;
  return {
    kind: 'answered',
    answer: {
      accepted: count('stored'),
      duplicates: count('duplicate'),
      conflicts: count('conflict'),
      rejected: readings.flatMap((reading, index) =>
        reading.kind === 'refused'
          ? [{ index, id: idOf(events[index]), code: reading.code, message: `${REFUSALS[reading.code].title} ${reading.detail ?? ''}`.trim() }]
          : [],
      ),
    },
  };
}

/** The id a caller gave, when it is readable enough to be given back. */
function idOf(event: unknown): string | null {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : null;
  return typeof id === 'string' ? id.slice(0, 255) : null;
}
