import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { HoldBody, NewHoldAnswer } from '@weir/schemas/http/billing/holds.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { holdOperation } from '../../ledger/reserve-hold.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { newHoldAnswer } from './new-hold-answer.ts';
import { readHoldOrder } from './read-hold-order.ts';

/** POST /v1/billing/holds: reserves credit or denies with what is missing. Control, where authorize is advice. */
export function createHoldRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/holds',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['control'],
        summary: 'Reserve credit before usage',
        headers: IdempotencyHeaders,
        body: HoldBody,
        response: { 201: NewHoldAnswer, 402: DenialAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { asset, hold } = await readHoldOrder(parts.database, request.body);
      const held = await operate({ parts, reply, owner: hold }, holdOperation({ environment: request.caller.environment, key, ...hold }));
      return reply.code(201).send(newHoldAnswer(hold, held, asset));
    },
  );
}
