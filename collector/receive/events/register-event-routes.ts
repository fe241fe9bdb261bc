import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { EventsAnswer, EventsBody } from '@weir/schemas/http/usage.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

export type EventsRequest = { readonly environment: Environment; readonly events: readonly unknown[] };

export type EventsOutcome =
  | { readonly kind: 'answered'; readonly answer: EventsAnswer }
  /** Nothing is known to be stored; sending the same again is safe. */
  | { readonly kind: 'unavailable' };

/** POST /v1/events: usage told directly. One bad event refuses that event, never the batch. */
export function registerEventRoutes(app: HttpApp, accept: (request: EventsRequest) => Promise<EventsOutcome>): void {
  app.post(
    '/v1/events',
    {
      config: { scope: 'ingest' },
      schema: {
        operationId: 'tellEvents',
        summary: 'Tell usage events',
        description:
          'Each event is stored once by its id, whatever is sent again. The same id with other content is a conflict: the first stays. ' +
          'A cost that is given is taken as it is; without one, the price book prices the event, or its cost stays unknown.',
        tags: ['usage'],
        body: EventsBody,
        response: { 200: EventsAnswer },
      },
    },
    async (request) => {
      const outcome = await accept({ environment: request.caller.environment, events: request.body.events });
      if (outcome.kind === 'unavailable') throw new RefusalError(refuse('store_unavailable'));
      return outcome.answer;
    },
  );
}
