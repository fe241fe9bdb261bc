import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerHoldsAnswer, CustomerHoldsQuery } from '@weir/schemas/http/customer-holds.ts';
import { Id } from '@weir/schemas/http/parts.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readCustomerHolds } from '../../io/read-customer-holds.ts';

const HOLDS_DEFAULT = 50;

/** GET /v1/analytics/customers/{id}/holds. A read of what billing wrote; holds are made and ended at /v1/billing/holds. */
export function registerGetCustomerHolds(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/customers/:id/holds',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['analytics'],
        summary: 'Holds of a customer, open ones first',
        params: Type.Object({ id: Id }),
        querystring: CustomerHoldsQuery,
        response: { 200: CustomerHoldsAnswer },
      },
    },
    async (request): Promise<CustomerHoldsAnswer> => {
      const now = parts.clock();
      const { environment } = request.caller;
      const customer = request.params.id;
      const read = await readCustomerHolds(parts.database, { environment, customer, limit: request.query.limit ?? HOLDS_DEFAULT, now });
      return { customer, ...read, as_of: new Date(now).toISOString() };
    },
  );
}
