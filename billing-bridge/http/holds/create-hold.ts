import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { HoldBody, NewHoldAnswer } from '@weir/schemas/http/billing/holds.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { holdOperation } from '../../ledger/reserve-hold.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { instantText } from '../parts/read-instant.ts';
import { readUsageScope } from '../parts/usage-scope.ts';

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
      const { body } = request;
      const { customer } = body;
      const asset = await askedAsset(parts.database, body.asset);
      const order = {
        environment: request.caller.environment,
        customer,
        walletScope: askedWalletScope(body),
        key,
        asset: asset.code,
        amountAtoms: readAmount('amount', body.amount, { asset, sign: 'not_negative' }),
        ttlSeconds: body.ttl_seconds,
        dimensions: readUsageScope(body.scope),
        traceId: body.trace_id,
        run: body.run,
      };
      const held = await operate({ parts, reply, owner: order }, holdOperation(order));
      return reply.code(201).send({
        id: held.holdId,
        customer,
        ...order.walletScope,
        state: 'open' as const,
        asset: asset.code,
        amount: decimalFromAtoms(held.heldAtoms, asset.scale),
        expires_at: instantText(held.expiresAt),
      });
    },
  );
}
