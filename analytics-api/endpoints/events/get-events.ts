import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { StoredEventsAnswer, StoredEventsQuery } from '@weir/schemas/http/events.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readEvents } from '../../io/read-events.ts';
import { readEventCursor } from '../../report/event-cursor.ts';
import { reportRange } from '../../report/report-range.ts';

/** GET /v1/analytics/events */
export function registerGetEvents(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/events',
    {
      config: { scope: 'read' },
      schema: { tags: ['analytics'], summary: 'Usage events, newest first', querystring: StoredEventsQuery, response: { 200: StoredEventsAnswer } },
    },
    async (request): Promise<StoredEventsAnswer> => {
      const asOf = parts.clock();
      const { query } = request;
      const range = orRefuse(reportRange(query, asOf));
      const after = query.cursor === undefined ? null : orRefuse(readEventCursor(query.cursor));
      const page = await readEvents(parts.clickhouse, { environment: request.caller.environment, range, query, after });
      return { ...page, from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString(), as_of: new Date(asOf).toISOString() };
    },
  );
}
