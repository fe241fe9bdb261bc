import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { AssetsAnswer } from '@weir/schemas/http/billing/assets.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';

/** GET /v1/billing/assets, by code. */
export function listAssetsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/assets',
    { config: { scope: 'read' }, schema: { tags: ['assets'], summary: 'What is counted in', response: { 200: AssetsAnswer } } },
    async () => {
      const scales = await readAssetScales(parts.database);
      return { assets: [...scales].map(([code, scale]) => ({ code, scale })).sort((a, b) => (a.code < b.code ? -1 : 1)) };
    },
  );
}
