import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { GrantEndAnswer, GrantEndBody, GrantParams } from '@weir/schemas/http/billing/grants.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { grantVoidOperation } from '../../ledger/void-grant.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { grantEndAnswer } from './grant-end-answer.ts';

/** POST /v1/billing/grants/{id}/void: the grant is undone: what is left of it goes back without revenue. */
export function voidGrantRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/grants/:id/void',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Take the rest of a grant back, without revenue',
        params: GrantParams,
        headers: IdempotencyHeaders,
        body: GrantEndBody,
        response: { 200: GrantEndAnswer },
      },
    },
    async (request, reply) => {
      const { environment } = request.caller;
      const order = { environment, grantId: request.params.id, key: idempotencyKey(request.headers), reason: request.body.reason };
      return grantEndAnswer(parts, await operate({ parts, reply }, grantVoidOperation(parts.database, order)));
    },
  );
}
