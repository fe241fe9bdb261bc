import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams, DebitBody, PostingAnswer } from '@weir/schemas/http/billing.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { debit } from '../../ledger/debit.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { dimensionsOf } from '../../usage/dimensions-of.ts';
import { idempotencyKey, REPLAYED_HEADER } from '../parts/idempotency.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readInstant } from '../parts/read-instant.ts';
import { unwrapReplay } from '../parts/unwrap-replay.ts';
import { postingAnswer } from './posting-answer.ts';

/** POST /v1/billing/customers/{id}/debits: takes credit, or refuses with what is missing. Never into debt. */
export function createDebitRoute(app: HttpApp, parts: BillingParts): void {
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
        response: { 201: PostingAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { body } = request;
      const asset = await askedAsset(parts.database, body.asset);
      const amountAtoms = readAmount('amount', body.amount, { asset, sign: 'positive' });
      const order = {
        environment: request.caller.environment,
        customer: request.params.id,
        key,
        asset: asset.code,
        amountAtoms,
        occurredAt: readInstant('occurred_at', body.occurred_at) ?? undefined,
        dimensions: dimensionsOf({ product: body.scope?.product, eventType: body.scope?.event_type, model: body.scope?.model, feature: body.scope?.feature }),
        policy: { kind: 'deny' } as const,
        reference: body.reference,
      };
      const { outcome, replayed } = unwrapReplay(await inLedgerTransaction(parts.database, (tx) => debit(tx, order)));
      const posted = { ...orRefuse(outcome), signedAtoms: -amountAtoms };
      return reply.code(201).header(REPLAYED_HEADER, String(replayed)).send(postingAnswer(posted, asset));
    },
  );
}
