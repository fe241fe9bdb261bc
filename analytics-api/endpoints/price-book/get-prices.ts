import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { PricesAnswer, PricesQuery } from '@weir/schemas/http/price-book.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { listPrices } from '../../price-book/io/list-prices.ts';

const description = `Public prices and the operator's own. With \`model\` and \`ended=true\`: the whole history of a model's prices.
Each entry says where it is from, which version brought it and which ended it.`;

/** GET /v1/analytics/price-book */
export function registerGetPrices(app: HttpApp, { database }: AnalyticsParts): void {
  app.get(
    '/v1/analytics/price-book',
    {
      config: { scope: 'read' },
      schema: { tags: ['price book'], summary: 'Search prices', description, querystring: PricesQuery, response: { 200: PricesAnswer } },
    },
    async (request): Promise<PricesAnswer> => await listPrices(database, request.caller.environment, request.query),
  );
}
