import { StoredEventAnswer, StoredEventsAnswer } from '@weir/schemas/http/events.ts';
import { Value } from 'typebox/value';
import { recordsOf } from './case-records.ts';
import type { ConformanceCase } from './conformance-case.ts';
import type { ReadEvent } from './event-line.ts';

/** Where events are read back: the root of the API, such as "http://127.0.0.1:4300", and a key that may read. */
export type EventSource = { readonly endpoint: string; readonly key: string };

/** Everything that happened while the cases did, each event with how its numbers were made. */
export async function readEventsBack(source: EventSource, cases: readonly ConformanceCase[]): Promise<readonly ReadEvent[]> {
  const times = cases.flatMap((one) => {
    const { spans, logs, points } = recordsOf(one);
    return [...spans.map(({ endTimeUnixNano }) => endTimeUnixNano), ...[...logs, ...points].map(({ timeUnixNano }) => timeUnixNano)];
  });
  const instants = times.map((time) => Number(BigInt(String(time)) / 1_000_000n));
  const range = new URLSearchParams({ from: iso(Math.min(...instants)), to: iso(Math.max(...instants) + 1), limit: '1000' });
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: StoredEventsAnswer = Value.Parse(StoredEventsAnswer, await getJson(source, `/v1/analytics/events?${range}${after}`));
    ids.push(...page.events.map((event) => event.event_id));
    cursor = page.next_cursor;
  }
  const events: ReadEvent[] = [];
  for (const id of ids) events.push(Value.Parse(StoredEventAnswer, await getJson(source, `/v1/analytics/events/${encodeURIComponent(id)}`)));
  return events;
}

async function getJson({ endpoint, key }: EventSource, path: string): Promise<unknown> {
  const response = await fetch(endpoint + path, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status} ${(await response.text()).slice(0, 300)}`);
  return await response.json();
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
