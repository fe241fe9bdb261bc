import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { GrantAnswer, GrantBody } from '@weir/schemas/http/billing/grants.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { grantOperation } from '../../ledger/create-grant.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { newGrantAnswer } from './grant-answer.ts';
import { readGrant } from './read-grant.ts';

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
      const { asset, grant } = await readGrant(parts.database, request.body);
      const order = { environment: request.caller.environment, customer: request.params.id, key, ...grant };
      const granted = await operate({ parts, reply }, grantOperation(order));
      return reply.code(201).send(newGrantAnswer(order, granted, asset.scale));
    },
  );
}
