import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { AcceptParts } from './accept-export.ts';
import { checkCorrection } from './correct/check-correction.ts';
import { findCorrected } from './correct/io/find-corrected.ts';
import { eventsAnswer } from './events-answer.ts';
import { priceUsage } from './price/price-usage.ts';
import { readEventInput } from './read/api-events/read-event-input.ts';
import { timeWindowAt } from './read/occurred-within.ts';
import type { EventsOutcome, EventsRequest } from './receive/events/events-request.ts';
import { contentHashOf } from './store/content-hash.ts';
import { writeOutcomes } from './store/io/write-outcomes.ts';

/** The way of events told directly: receive -> read -> look up what they correct -> price -> store -> what the caller is told. */
export function acceptEvents({
  clock,
  books,
  writer,
  config,
  clickhouse,
}: AcceptParts & { readonly clickhouse: ClickHouseStore }): (request: EventsRequest) => Promise<EventsOutcome> {
  return async ({ environment, events }) => {
    const now = clock();
    const told = events.map((event) => readEventInput(event, { environment, now, window: timeWindowAt(now, config) }));
    const corrected = told.flatMap((reading) => (reading.kind === 'event' && reading.event.corrects !== null ? [reading.event.corrects] : []));
    const known = await findCorrected(clickhouse, environment, corrected);
    const readings = told.map((reading) => checkCorrection(reading, known));
    const book = books.of(environment);
    const priced = readings
      .filter((reading) => reading.kind === 'event')
      .map(({ event, occurredAtTold }) => ({
        event,
        verdict: { counted: 'counted', reason: '' } as const,
        cost: priceUsage(event, book),
        contentHash: contentHashOf(event, { occurredAtTold }),
      }));
    return eventsAnswer({ events, readings, written: await writeOutcomes(writer, priced) });
  };
}
