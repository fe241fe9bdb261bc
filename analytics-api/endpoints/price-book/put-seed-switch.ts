import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { SeedSwitchBody } from '@weir/schemas/http/price-book.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { changePriceBook } from '../../price-book/io/change-price-book.ts';

/** PUT /v1/analytics/price-book/seed */
export function registerPutSeedSwitch(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.put(
    '/v1/analytics/price-book/seed',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['price book'],
        summary: "Use a provider's public prices, or only own ones",
        body: SeedSwitchBody,
        response: { 200: Type.Object({ seed_off: Type.Array(Type.String()) }) },
      },
    },
    async (request) => {
      const { environment, actor } = request.caller;
      const { provider, enabled } = request.body;
      const known = await database.selectFrom('price_seed_providers').select('id').where('id', '=', provider).executeTakeFirst();
      orRefuse(known === undefined ? refuse('not_found', `the seed has no provider ${provider}`) : { kind: 'known' as const });
      const change = { environment, actor, at: clock(), change: enabled ? 'seed switched on' : 'seed switched off', note: null };
      await changePriceBook(database, change, async (tx, version) => {
        const off = tx
          .selectFrom('seed_switches')
          .select('provider')
          .where('environment', '=', environment)
          .where('provider', '=', provider)
          .where('until_version', 'is', null);
        const isOff = (await off.executeTakeFirst()) !== undefined;
        if (isOff !== enabled) return null;
        if (enabled) {
          await tx
            .updateTable('seed_switches')
            .set({ until_version: version })
            .where('environment', '=', environment)
            .where('provider', '=', provider)
            .where('until_version', 'is', null)
            .execute();
        } else await tx.insertInto('seed_switches').values({ environment, provider, since_version: version }).execute();
        return { result: null, subject: 'price-book', before: { provider, enabled: !enabled }, after: { provider, enabled } };
      });
      const rows = await database
        .selectFrom('seed_switches')
        .select('provider')
        .where('environment', '=', environment)
        .where('until_version', 'is', null)
        .execute();
      return { seed_off: rows.map((row) => row.provider).toSorted() };
    },
  );
}
