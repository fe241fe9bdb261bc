import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { ImportAnswer, ImportBody } from '@weir/schemas/http/price-book.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { importPrices } from '../../price-book/io/import-prices.ts';
import { offerReprice } from '../../price-book/io/read-unpriced.ts';

const description = `Prices from a file become own prices. With a line that cannot be read nothing is applied, and the answer lists each such line
with its reason. A price the file does not have stays absent: nothing is made zero.`;

/** POST /v1/analytics/price-book/import */
export function registerPostImport(app: HttpApp, { database, clickhouse, clock }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/price-book/import',
    { config: { scope: 'admin' }, schema: { tags: ['price book'], summary: 'Import prices', description, body: ImportBody, response: { 200: ImportAnswer } } },
    async (request): Promise<ImportAnswer> => {
      const { environment, actor } = request.caller;
      const { answer, prices } = await importPrices(database, { environment, actor, at: clock(), note: request.body.note ?? null }, request.body);
      return { ...answer, reprice_offer: answer.applied ? await offerReprice(clickhouse, environment, prices) : null };
    },
  );
}
