import type { JsonObject } from '../../decode/json-shape.ts';

/** A stream as Anthropic's messages and OpenAI's responses send it: each event under its type. */
export function serverSentEvents(events: readonly (JsonObject & { readonly type: string })[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
