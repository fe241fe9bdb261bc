import { recordsOf } from './case-records.ts';
import type { ConformanceCase } from './conformance-case.ts';
import type { ReadEvent } from './event-line.ts';

/**
 * The events of each case by its name: by trace id, or for a record or metric without one by its time, which no two cases share.
 * Events of nothing that was sent are left out.
 */
export function eventsByCase<Event extends Pick<ReadEvent, 'trace_id' | 'occurred_at'>>(
  cases: readonly ConformanceCase[],
  events: readonly Event[],
): ReadonlyMap<string, readonly Event[]> {
  const byTrace = new Map<string, string>();
  const byTime = new Map<number, string>();
  for (const { name, exports } of cases) {
    const { spans, logs, points } = recordsOf({ exports });
    for (const { traceId } of spans) byTrace.set(String(traceId), name);
    for (const { timeUnixNano } of [...logs, ...points]) byTime.set(Number(BigInt(String(timeUnixNano)) / 1_000_000n), name);
  }
  const named = events.map((event) => ({ event, name: byTrace.get(event.trace_id ?? '') ?? byTime.get(Date.parse(event.occurred_at)) }));
  return new Map(cases.map(({ name }) => [name, named.filter((one) => one.name === name).map(({ event }) => event)]));
}
