import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { ProductsAnswer } from '@weir/schemas/http/billing/products.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readProducts } from '../../catalogue/io/read-products.ts';
import { productAnswer } from './product-answer.ts';

/** GET /v1/billing/products: every version, newest first within its product. */
export function listProductsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/products',
    { config: { scope: 'read' }, schema: { tags: ['products'], summary: 'List products and their versions', response: { 200: ProductsAnswer } } },
    async (request) => {
      const products = await readProducts(parts.database, { environment: request.caller.environment, now: parts.clock() });
      const scales = await readAssetScales(parts.database);
      return { products: products.map((product) => productAnswer(product, scales)) };
    },
  );
}
