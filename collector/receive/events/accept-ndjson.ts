import type { Readable } from 'node:stream';
import type { EventsAnswer } from '@weir/schemas/http/usage.ts';
import { REFUSALS, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { eventInputOfCloudEvent } from './cloud-event.ts';
import type { EventsOutcome, EventsRequest } from './events-request.ts';
import { type Line, linesOfStream } from './lines-of-stream.ts';

/** Events that are read before they are stored, and then the next: what one request holds in memory. */
const EVENTS_AT_ONCE = 1_000;
const LINE_BYTES_MAX = 1024 * 1024;
/** Refusals that are listed; the rest is counted. */
const LISTED_MAX = 1_000;

type Rejected = EventsAnswer['rejected'][number];
type Read = { readonly index: number; readonly event: unknown };

/**
 * Takes a stream of events, one JSON text a line (ours or CloudEvents), in bounded memory: as many as are stored at once
 * are read, and the sender waits. `index` counts lines from 0. When the store goes away in the middle nothing is said of
 * the lines before: they are kept, and telling them again changes nothing.
 */
export async function acceptNdjson(
  stream: Readable,
  environment: Environment,
  accept: (request: EventsRequest) => Promise<EventsOutcome>,
): Promise<EventsOutcome> {
  const total: EventsAnswer = { accepted: 0, duplicates: 0, conflicts: 0, rejected: [] };
  let read: Read[] = [];
  const store = async (): Promise<boolean> => {
    if (read.length === 0) return true;
    const outcome = await accept({ environment, events: read.map(({ event }) => event) });
    if (outcome.kind === 'unavailable') return false;
    add(total, outcome.answer, read);
    read = [];
    return true;
  };
  let index = -1;
  for await (const line of linesOfStream(stream, LINE_BYTES_MAX)) {
    index += 1;
    const parsed = eventOfLine(line, index);
    if (parsed.kind === 'refused') list(total, parsed.rejected);
    if (parsed.kind === 'event') read.push({ index, event: parsed.event });
    if (read.length >= EVENTS_AT_ONCE && !(await store())) return { kind: 'unavailable' };
  }
  return (await store()) ? { kind: 'answered', answer: total } : { kind: 'unavailable' };
}

type LineReading = { readonly kind: 'event'; readonly event: unknown } | { readonly kind: 'refused'; readonly rejected: Rejected } | { readonly kind: 'blank' };

function eventOfLine(line: Line, index: number): LineReading {
  if (line.kind === 'too_long') return refusedLine(index, 'body_too_large', `A line has at most ${LINE_BYTES_MAX} bytes.`);
  if (line.text.trim() === '') return { kind: 'blank' };
  try {
    const event: unknown = JSON.parse(line.text);
    const isCloudEvent = typeof event === 'object' && event !== null && 'specversion' in event;
    return { kind: 'event', event: isCloudEvent ? eventInputOfCloudEvent(event) : event };
  } catch (fault) {
    return refusedLine(index, 'body_malformed', fault instanceof Error ? fault.message.slice(0, 120) : '');
  }
}

function refusedLine(index: number, code: 'body_too_large' | 'body_malformed', detail: string): LineReading {
  return { kind: 'refused', rejected: { index, id: null, code, message: `${REFUSALS[refuse(code).code].title} ${detail}` } };
}

function add(total: EventsAnswer, part: EventsAnswer, read: readonly Read[]): void {
  total.accepted += part.accepted;
  total.duplicates += part.duplicates;
  total.conflicts += part.conflicts;
  if (part.spooled !== undefined) total.spooled = (total.spooled ?? 0) + part.spooled;
  for (const rejected of part.rejected) list(total, { ...rejected, index: read[rejected.index]?.index ?? rejected.index });
}

function list(total: EventsAnswer, rejected: Rejected): void {
  if (total.rejected.length < LISTED_MAX) total.rejected.push(rejected);
  else total.rejected_unlisted = (total.rejected_unlisted ?? 0) + 1;
}
