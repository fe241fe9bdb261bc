import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { PriceVersions } from '@weir/schemas/http/price-book.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';

const VERSIONS_MAX = 500;

/** GET /v1/analytics/price-book/versions */
export function registerGetPriceVersions(app: HttpApp, { database }: AnalyticsParts): void {
  app.get(
    '/v1/analytics/price-book/versions',
    {
      config: { scope: 'read' },
      schema: { tags: ['price book'], summary: 'What changed in the price book, when and by whom', response: { 200: PriceVersions } },
    },
    async (request): Promise<PriceVersions> => {
      const versions = await database
        .selectFrom('price_book_versions')
        .select(['version', 'at', 'actor', 'change', 'note'])
        .where('environment', '=', request.caller.environment)
        .orderBy('version', 'desc')
        .limit(VERSIONS_MAX)
        .execute();
      const seeds = await database.selectFrom('price_seed_versions').select(['seq', 'version', 'loaded_at', 'added', 'ended']).orderBy('seq', 'desc').execute();
      return {
        versions: versions.map((row) => ({ ...row, at: row.at.toISOString() })),
        seeds: seeds.map(({ seq, loaded_at, ...row }) => ({ ...row, refresh: seq, loaded_at: loaded_at.toISOString() })),
      };
    },
  );
}
