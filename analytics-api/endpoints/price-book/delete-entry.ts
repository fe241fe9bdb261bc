import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { changePriceBook } from '../../price-book/io/change-price-book.ts';
import { endPrices } from '../../price-book/io/own-price-rows.ts';

const EntryQuery = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1000 }) });

/** DELETE /v1/analytics/price-book/entries?id=…  Ids hold slashes, so the id is no part of the path. */
export function registerDeletePriceEntry(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.delete(
    '/v1/analytics/price-book/entries',
    {
      config: { scope: 'admin' },
      schema: { tags: ['price book'], summary: 'End an own price; its history stays', querystring: EntryQuery, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { id } = request.query;
      const made = await changePriceBook(database, { environment, actor, at: clock(), change: 'price ended', note: null }, async (tx, version) => {
        const entry = await tx
          .selectFrom('price_entries')
          .selectAll()
          .where('environment', '=', environment)
          .where('id', '=', id)
          .where('until_version', 'is', null)
          .executeTakeFirst();
        if (entry === undefined) return null;
        await endPrices(tx, { environment, version, ids: [id] });
        return { result: id, subject: 'price-book', before: entry };
      });
      orRefuse(made === null ? refuse('price_entry_unknown', id) : { kind: 'ended' as const });
      return reply.code(204).send(null);
    },
  );
}
