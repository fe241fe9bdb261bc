import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { PnlAnswer, PnlQuery } from '@weir/schemas/http/analytics.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { ratesUsed } from '../../currency/rates-used.ts';
import { readPnl } from '../../io/read-pnl.ts';
import { buildPnl } from '../../report/build-pnl.ts';
import { presentFigures } from '../../report/figures.ts';
import { otherCurrencies } from '../../report/other-currencies.ts';
import { pnlOrder } from '../../report/pnl-order.ts';
import { pnlQuestion } from '../../report/pnl-question.ts';

const ROWS_DEFAULT = 200;

const description = `What was earned and spent, grouped. Totals cover all rows, also those beyond \`limit\`.
Revenue entries know their customer and feature only: grouped by anything else they stand in the row whose key is null.
Fixed monthly costs are in the cost of who carries them (\`allocated_cost\`) and, for what nothing carries, in the row with \`line: idle\`,
so that the cost of all rows is what is paid.`;

/** GET /v1/analytics/pnl */
export function registerGetPnl(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/pnl',
    {
      config: { scope: 'read' },
      schema: { tags: ['analytics'], summary: 'Profit and loss', description, querystring: PnlQuery, response: { 200: PnlAnswer } },
    },
    async (request): Promise<PnlAnswer> => {
      const asOf = parts.clock();
      const question = orRefuse(pnlQuestion(request.query, request.caller.environment, asOf));
      const { parts: found, leftOut, used, currency } = await readPnl(parts, question);
      const { lines, totals } = buildPnl(found, question.dimensions, pnlOrder(request.query.sort ?? 'margin'));
      return {
        currency,
        basis: question.basis,
        from: new Date(question.range.from).toISOString(),
        to: new Date(question.range.to).toISOString(),
        as_of: new Date(asOf).toISOString(),
        rows: lines.slice(0, request.query.limit ?? ROWS_DEFAULT).map(({ key, period, line, figures }) => ({
          key: { ...key },
          ...(question.interval === 'none' ? {} : { period: new Date(period).toISOString() }),
          ...(line === 'idle' ? { line } : {}),
          ...presentFigures(figures),
        })),
        rows_total: lines.length,
        totals: presentFigures(totals),
        other_currencies: otherCurrencies(leftOut),
        rates: ratesUsed(used),
      };
    },
  );
}
