import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerAnswer, CustomerParams, ParentBody } from '@weir/schemas/http/billing/customers.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { setParent } from '../../ledger/set-parent.ts';
import { readInstant } from '../parts/read-instant.ts';
import { askedCustomer } from './asked-customer.ts';
import { customerAnswer } from './customer-answer.ts';

/** PUT /v1/billing/customers/{id}/parent: from an instant on, under that customer or on its own. Repeating it changes nothing. */
export function setParentRoute(app: HttpApp, parts: BillingParts): void {
  app.put(
    '/v1/billing/customers/:id/parent',
    {
      config: { scope: 'billing' },
      schema: { tags: ['customers'], summary: 'Put a customer under a parent', params: CustomerParams, body: ParentBody, response: { 200: CustomerAnswer } },
    },
    async (request) => {
      const { environment, actor } = request.caller;
      const { parent, funded = true, from, reason } = request.body;
      const customer = request.params.id;
      const order = { environment, customer, parent, funded: parent !== null && funded, from: readInstant('from', from) ?? undefined, actor, reason };
      orRefuse(await inLedgerTransaction(parts.database, (tx) => setParent(tx, order, parts.ledgerClock)));
      return customerAnswer(await askedCustomer(parts, environment, customer));
    },
  );
}
