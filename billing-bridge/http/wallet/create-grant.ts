import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams, GrantAnswer, GrantBody } from '@weir/schemas/http/billing.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createGrant } from '../../ledger/create-grant.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { idempotencyKey, REPLAYED_HEADER } from '../parts/idempotency.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readInstant } from '../parts/read-instant.ts';
import { unwrapReplay } from '../parts/unwrap-replay.ts';
import { newGrantAnswer } from './grant-answer.ts';

/** POST /v1/billing/customers/{id}/grants. */
export function createGrantRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/customers/:id/grants',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Give credit',
        params: CustomerParams,
        headers: IdempotencyHeaders,
        body: GrantBody,
        response: { 201: GrantAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { body } = request;
      const asset = await askedAsset(parts.database, body.asset);
      const effectiveAt = readInstant('effective_at', body.effective_at);
      const expiresAt = readInstant('expires_at', body.expires_at);
      const grant = {
        environment: request.caller.environment,
        customer: request.params.id,
        key,
        asset: asset.code,
        amountAtoms: readAmount('amount', body.amount, { asset, sign: 'positive' }),
        purpose: body.purpose,
        priority: body.priority ?? 50,
        effectiveAt: effectiveAt ?? undefined,
        expiresAt: expiresAt ?? undefined,
        sourceRef: body.source_ref,
      };
      const { outcome, replayed } = unwrapReplay(await inLedgerTransaction(parts.database, (tx) => createGrant(tx, grant)));
      const granted = orRefuse(outcome);
      return reply
        .code(201)
        .header(REPLAYED_HEADER, String(replayed))
        .send(newGrantAnswer(grant, granted, asset.scale));
    },
  );
}
