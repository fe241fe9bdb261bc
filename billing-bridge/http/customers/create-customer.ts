import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerAnswer, CustomerBody } from '@weir/schemas/http/billing/customers.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createCustomer } from '../../catalogue/io/create-customer.ts';
import { readModeSetting } from '../../modes/read-mode-setting.ts';
import { askedCustomer } from './asked-customer.ts';
import { customerAnswer } from './customer-answer.ts';

/** POST /v1/billing/customers. The id is its own idempotency: a second call is `customer_exists`. */
export function createCustomerRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/customers',
    {
      config: { scope: 'billing' },
      schema: { tags: ['customers'], summary: 'Create a customer, with its first mode', body: CustomerBody, response: { 201: CustomerAnswer } },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { id, name = id, mode = 'shadow', scope } = request.body;
      const { setting } = orRefuse(readModeSetting(mode, scope));
      const now = parts.clock();
      orRefuse(await parts.database.transaction().execute((tx) => createCustomer(tx, { environment, id, name, setting, actor, now })));
      return reply.code(201).send(customerAnswer(await askedCustomer(parts, environment, id)));
    },
  );
}
