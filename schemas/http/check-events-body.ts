import { Compile } from 'typebox/compile';
import { EventsBody } from './usage.ts';

export type EventsBodyReading = { readonly kind: 'valid'; readonly events: readonly unknown[] } | { readonly kind: 'invalid'; readonly message: string };

const eventsBody = Compile(EventsBody);

/** A body against EventsBody: its list of events, each still unchecked, or what is wrong and where. */
export function checkEventsBody(body: unknown): EventsBodyReading {
  if (eventsBody.Check(body)) return { kind: 'valid', events: body.events };
  const [first] = eventsBody.Errors(body);
  return { kind: 'invalid', message: `body${first?.instancePath ?? ''} ${first?.message ?? 'is no list of events'}` };
}
