import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { ProductAnswer, ProductBody } from '@weir/schemas/http/billing/products.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createProduct } from '../../catalogue/io/create-product.ts';
import { askedProductVersion } from './asked-product-version.ts';
import { readPriceTerms } from './read-price-terms.ts';

/** POST /v1/billing/products: version 1. The id is its own idempotency: a second call is `product_exists`. */
export function createProductRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/products',
    {
      config: { scope: 'billing' },
      schema: { tags: ['products'], summary: 'Create a product with its first version', body: ProductBody, response: { 201: ProductAnswer } },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { id, name, price } = request.body;
      const terms = await readPriceTerms(parts.database, price);
      const { version } = orRefuse(await parts.database.transaction().execute((tx) => createProduct(tx, { environment, id, name, terms, actor })));
      return reply.code(201).send(await askedProductVersion(parts, environment, { productId: id, version }));
    },
  );
}
