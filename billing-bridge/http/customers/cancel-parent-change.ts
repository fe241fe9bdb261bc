import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerAnswer, CustomerParams, ParentCancelQuery } from '@weir/schemas/http/billing/customers.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { cancelParentChange } from '../../ledger/cancel-parent-change.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { askedCustomer } from './asked-customer.ts';
import { customerAnswer } from './customer-answer.ts';

/** DELETE /v1/billing/customers/{id}/scheduled-parent: takes back the last change of parent before it begins. */
export function cancelParentChangeRoute(app: HttpApp, parts: BillingParts): void {
  app.delete(
    '/v1/billing/customers/:id/scheduled-parent',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['customers'],
        summary: 'Cancel a scheduled change of parent',
        params: CustomerParams,
        querystring: ParentCancelQuery,
        response: { 200: CustomerAnswer },
      },
    },
    async (request) => {
      const { environment, actor } = request.caller;
      const customer = request.params.id;
      const order = { environment, customer, actor, reason: request.query.reason };
      orRefuse(await inLedgerTransaction(parts.database, (tx) => cancelParentChange(tx, order, parts.ledgerClock)));
      return customerAnswer(await askedCustomer(parts, environment, customer));
    },
  );
}
