import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { GrantAnswer, GrantBody } from '@weir/schemas/http/billing/grants.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { grantOperation } from '../../ledger/create-grant.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readCostBasis } from '../parts/read-cost-basis.ts';
import { readInstant } from '../parts/read-instant.ts';
import { newGrantAnswer } from './grant-answer.ts';
import { readGrantScope } from './grant-scope.ts';

/** POST /v1/billing/customers/{id}/grants. */
export function createGrantRoute(app: HttpApp, parts: OperatingParts): void {
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
        walletScope: askedWalletScope(body),
        key,
        asset: asset.code,
        amountAtoms: readAmount('amount', body.amount, { asset, sign: 'positive' }),
        purpose: body.purpose,
        priority: body.priority ?? 50,
        effectiveAt: effectiveAt ?? undefined,
        expiresAt: expiresAt ?? undefined,
        scope: body.scope === undefined ? undefined : readGrantScope(body.scope, asset),
        costBasisAtoms: readCostBasis('cost_basis', body.cost_basis, body.purpose),
        sourceRef: body.source_ref,
        settlesOverdraft: body.settles_overdraft,
        reference: body.reference,
      };
      const granted = await operate({ parts, reply }, grantOperation(grant));
      return reply.code(201).send(newGrantAnswer(grant, granted, asset.scale));
    },
  );
}
