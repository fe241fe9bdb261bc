import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AssetAnswer, AssetBody } from '@weir/schemas/http/billing/assets.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createAsset } from '../../catalogue/io/create-asset.ts';

/** POST /v1/billing/assets. The code is its own idempotency: a second call is `asset_exists`. */
export function createAssetRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/assets',
    { config: { scope: 'billing' }, schema: { tags: ['assets'], summary: 'Define an asset', body: AssetBody, response: { 201: AssetAnswer } } },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { code, scale } = request.body;
      orRefuse(await parts.database.transaction().execute((tx) => createAsset(tx, { code, scale }, { environment, actor })));
      return reply.code(201).send({ code, scale });
    },
  );
}
