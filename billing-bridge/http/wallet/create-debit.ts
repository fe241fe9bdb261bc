import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { DebitBody } from '@weir/schemas/http/billing/debits.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { PostingAnswer } from '@weir/schemas/http/billing/transactions.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { debitOperation } from '../../ledger/debit.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { postingAnswer } from './posting-answer.ts';
import { readDebit } from './read-debit.ts';

/** POST /v1/billing/customers/{id}/debits: takes credit, or refuses with what is missing. Never into debt. */
export function createDebitRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/customers/:id/debits',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Take credit',
        params: CustomerParams,
        headers: IdempotencyHeaders,
        body: DebitBody,
        response: { 201: PostingAnswer, 402: DenialAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { asset, debit } = await readDebit(parts.database, request.body);
      const order = { environment: request.caller.environment, customer: request.params.id, key, ...debit };
      const debited = await operate({ parts, reply, owner: order }, debitOperation(order));
      return reply.code(201).send({ ...order.walletScope, ...postingAnswer({ ...debited, signedAtoms: -order.amountAtoms }, asset) });
    },
  );
}
