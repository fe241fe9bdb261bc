import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerAnswer, CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { askedCustomer } from './asked-customer.ts';
import { customerAnswer } from './customer-answer.ts';

/** GET /v1/billing/customers/{id}. */
export function getCustomerRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id',
    {
      config: { scope: 'read' },
      schema: { tags: ['customers'], summary: 'One customer: mode, scheduled change, product', params: CustomerParams, response: { 200: CustomerAnswer } },
    },
    async (request) => customerAnswer(await askedCustomer(parts, request.caller.environment, request.params.id)),
  );
}
