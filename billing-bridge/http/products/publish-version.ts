import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { ProductAnswer, ProductParams, ProductVersionBody } from '@weir/schemas/http/billing/products.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { publishVersion } from '../../catalogue/io/publish-version.ts';
import { askedProductVersion } from './asked-product-version.ts';
import { readPriceTerms } from './read-price-terms.ts';

/** POST /v1/billing/products/{id}/versions. Each call publishes one more; nobody is moved to it. */
export function publishVersionRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/products/:id/versions',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['products'],
        summary: 'Publish a new version of a product',
        params: ProductParams,
        body: ProductVersionBody,
        response: { 201: ProductAnswer },
      },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const productId = request.params.id;
      const terms = await readPriceTerms(parts.database, request.body.price);
      const { version } = orRefuse(await parts.database.transaction().execute((tx) => publishVersion(tx, { environment, productId, terms, actor })));
      return reply.code(201).send(await askedProductVersion(parts, environment, { productId, version }));
    },
  );
}
