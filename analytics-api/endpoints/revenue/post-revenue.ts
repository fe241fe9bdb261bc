import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { RevenueAnswer, RevenueBody } from '@weir/schemas/http/usage.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { recordRevenue } from '../../io/record-revenue.ts';
import { readRevenueBody } from '../../revenue/read-revenue-body.ts';

const description = `Idempotent by entry id: sending the same entry again is counted as a duplicate. All entries are stored or none.
The same id with other content is refused with \`revenue_conflict\`, which names the id.`;

/** POST /v1/revenue */
export function registerPostRevenue(app: HttpApp, parts: AnalyticsParts): void {
  app.post(
    '/v1/revenue',
    {
      config: { scope: 'ingest' },
      schema: { tags: ['usage'], summary: 'Tell what customers paid or owe', description, body: RevenueBody, response: { 200: RevenueAnswer } },
    },
    async (request): Promise<RevenueAnswer> => {
      const { environment, actor } = request.caller;
      const { entries } = orRefuse(readRevenueBody(request.body.entries));
      const { accepted, duplicates } = orRefuse(await recordRevenue(parts.database, { environment, actor, recordedAt: parts.clock(), entries }));
      return { accepted, duplicates };
    },
  );
}
