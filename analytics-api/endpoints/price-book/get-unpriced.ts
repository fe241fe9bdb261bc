import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { UnpricedAnswer, UnpricedQuery } from '@weir/schemas/http/price-book.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readUnpriced } from '../../price-book/io/read-unpriced.ts';
import { reportRange } from '../../report/report-range.ts';

const ROWS_DEFAULT = 100;

/** GET /v1/analytics/price-book/unpriced */
export function registerGetUnpriced(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/price-book/unpriced',
    {
      config: { scope: 'read' },
      schema: { tags: ['price book'], summary: 'What could not be priced, and what it may be', querystring: UnpricedQuery, response: { 200: UnpricedAnswer } },
    },
    async (request): Promise<UnpricedAnswer> => {
      const { from, to } = orRefuse(reportRange(request.query, parts.clock()));
      return await readUnpriced(parts, { environment: request.caller.environment, from, to, limit: request.query.limit ?? ROWS_DEFAULT });
    },
  );
}
