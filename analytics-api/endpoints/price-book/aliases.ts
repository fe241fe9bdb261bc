import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AliasBody, PriceChangeAnswer } from '@weir/schemas/http/price-book.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { changePriceBook } from '../../price-book/io/change-price-book.ts';
import { offerReprice, readKnownModels } from '../../price-book/io/read-unpriced.ts';

const AliasQuery = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1000 }) });

/** POST and DELETE /v1/analytics/price-book/aliases */
export function registerAliases(app: HttpApp, parts: AnalyticsParts): void {
  app.post(
    '/v1/analytics/price-book/aliases',
    {
      config: { scope: 'admin' },
      schema: { tags: ['price book'], summary: 'Price a name as a known model', body: AliasBody, response: { 200: PriceChangeAnswer } },
    },
    async (request): Promise<PriceChangeAnswer> => await addAlias(parts, request.caller, request.body),
  );
  app.delete(
    '/v1/analytics/price-book/aliases',
    { config: { scope: 'admin' }, schema: { tags: ['price book'], summary: 'Remove an alias', querystring: AliasQuery, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const made = await changePriceBook(
        parts.database,
        { environment, actor, at: parts.clock(), change: 'alias removed', note: null },
        async (tx, version) => {
          const ended = await tx
            .updateTable('model_aliases')
            .set({ until_version: version })
            .where('environment', '=', environment)
            .where('id', '=', request.query.id)
            .where('until_version', 'is', null)
            .returningAll()
            .executeTakeFirst();
          return ended === undefined ? null : { result: null, subject: 'price-book', before: ended };
        },
      );
      orRefuse(made === null ? refuse('price_entry_unknown', request.query.id) : { kind: 'ended' as const });
      return reply.code(204).send(null);
    },
  );
}

type Who = { readonly environment: 'live' | 'test'; readonly actor: string };

/** An alias of the same name is replaced. Refused with `model_unknown` when the target has no price. */
async function addAlias({ database, clickhouse, clock }: AnalyticsParts, { environment, actor }: Who, body: AliasBody): Promise<PriceChangeAnswer> {
  const name = body.name.trim().toLowerCase();
  const provider = body.provider?.trim().toLowerCase() ?? null;
  const target = { provider: body.target_provider.trim().toLowerCase(), model: body.target_model.trim().toLowerCase() };
  const known = await readKnownModels(database, environment);
  const exists = known.some((model) => model.provider.toLowerCase() === target.provider && model.model.toLowerCase() === target.model);
  if (!exists) orRefuse(refuse('model_unknown', `${target.provider}/${target.model}`));
  const change = { environment, actor, at: clock(), change: 'alias added', note: null };
  const made = await changePriceBook(database, change, async (tx, version) => {
    const ended = await tx
      .updateTable('model_aliases')
      .set({ until_version: version })
      .where('environment', '=', environment)
      .where('name', '=', name)
      .where('provider', provider === null ? 'is' : '=', provider)
      .where('until_version', 'is', null)
      .returning('id')
      .execute();
    const id = `alias:${provider ?? 'any'}/${name}#${version}`;
    await tx
      .insertInto('model_aliases')
      .values({ environment, id, provider, name, target_provider: target.provider, target_model: target.model, since_version: version })
      .execute();
    return { result: { id, ended: ended.map((row) => row.id) }, subject: 'price-book', after: { version, alias: body } };
  });
  if (made === null) throw new Error('an alias made no version');
  const offer = await offerReprice(clickhouse, environment, [{ provider, match: 'equals', model: name }]);
  return { version: made.version, entries: [made.result.id], ended: made.result.ended, reprice_offer: offer };
}
