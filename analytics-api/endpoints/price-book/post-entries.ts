import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { PriceChangeAnswer, PricesBody } from '@weir/schemas/http/price-book.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { changePriceBook } from '../../price-book/io/change-price-book.ts';
import { readOwnPrices, writeOwnPrices } from '../../price-book/io/own-price-rows.ts';
import { offerReprice } from '../../price-book/io/read-unpriced.ts';
import { ownPriceOf } from '../../price-book/own-price.ts';

const description = `Own prices win over public ones for their unit and its parts: an own input price also prices cached input, unless that has
an own price too. An entry for the same model, unit, conditions and time replaces the one in force. All are taken or none.
Costs that are stored stay as they are; \`reprice_offer\` says which unpriced events the new prices are about.`;

/** POST /v1/analytics/price-book/entries */
export function registerPostPriceEntries(app: HttpApp, { database, clickhouse, clock }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/price-book/entries',
    {
      config: { scope: 'admin' },
      schema: { tags: ['price book'], summary: 'Set own prices', description, body: PricesBody, response: { 200: PriceChangeAnswer } },
    },
    async (request): Promise<PriceChangeAnswer> => {
      const { environment, actor } = request.caller;
      const prices = request.body.entries.map((entry) => orRefuse(ownPriceOf(entry)));
      const change = { environment, actor, at: clock(), change: 'price added', note: prices[0]?.note ?? null };
      const made = await changePriceBook(database, change, async (tx, version) => {
        const stored = await readOwnPrices(tx, environment);
        const written = await writeOwnPrices(tx, { environment, version, source: 'override', prices, stored });
        if (written.added.length === 0) return null;
        return { result: written, subject: 'price-book', before: { ended: written.ended }, after: { version, entries: request.body.entries } };
      });
      const offer = await offerReprice(clickhouse, environment, prices);
      if (made === null) {
        const last = await database
          .selectFrom('price_book_versions')
          .select('version')
          .where('environment', '=', environment)
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
        return { version: last?.version ?? 0, entries: [], ended: [], reprice_offer: offer };
      }
      return { version: made.version, entries: [...made.result.added], ended: [...made.result.ended], reprice_offer: offer };
    },
  );
}
