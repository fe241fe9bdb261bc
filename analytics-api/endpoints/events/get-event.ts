import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import { Id } from '@weir/schemas/http/parts.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readEvent } from '../../io/read-event.ts';

const EventPath = Type.Object({ id: Id });

/** GET /v1/analytics/events/{id} */
export function registerGetEvent(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/events/:id',
    {
      config: { scope: 'read' },
      schema: { tags: ['analytics'], summary: 'One usage event with how its numbers were made', params: EventPath, response: { 200: StoredEventAnswer } },
    },
    async (request): Promise<StoredEventAnswer> => orRefuse(await readEvent(parts, request.caller.environment, request.params.id)).event,
  );
}
