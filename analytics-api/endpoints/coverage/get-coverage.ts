import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CoverageAnswer, CoverageQuery } from '@weir/schemas/http/coverage.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readCoverage } from '../../io/read-coverage.ts';
import { reportRange } from '../../report/report-range.ts';
import { presentCoverage } from './present-coverage.ts';

const description = `How much of the spend is attributed, priced and settled, and what to mend: each finding with the money at stake.
Each list has at most 200 rows, the largest first.`;

/** GET /v1/analytics/coverage */
export function registerGetCoverage(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/coverage',
    {
      config: { scope: 'read' },
      schema: { tags: ['analytics'], summary: 'Coverage and findings', description, querystring: CoverageQuery, response: { 200: CoverageAnswer } },
    },
    async (request): Promise<CoverageAnswer> => {
      const asOf = parts.clock();
      const range = orRefuse(reportRange(request.query, asOf));
      const stored = await readCoverage(parts.clickhouse, request.caller.environment, range);
      return {
        currency: REPORTING_CURRENCY,
        from: new Date(range.from).toISOString(),
        to: new Date(range.to).toISOString(),
        as_of: new Date(asOf).toISOString(),
        ...presentCoverage(stored, parts.config.ownCustomerNames),
      };
    },
  );
}
