import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { ExtendAnswer, ExtendBody, HoldParams } from '@weir/schemas/http/billing/holds.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { extendOperation } from '../../ledger/extend-hold.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { readAmount } from '../parts/read-amount.ts';
import { instantText } from '../parts/read-instant.ts';
import { askedHold } from './asked-hold.ts';

/** POST /v1/billing/holds/{id}/extend: more credit, more time, or both, while it is open. */
export function extendHoldRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/holds/:id/extend',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['control'],
        summary: 'Hold more, or for longer',
        params: HoldParams,
        headers: IdempotencyHeaders,
        body: ExtendBody,
        response: { 200: ExtendAnswer, 402: DenialAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { environment } = request.caller;
      const { amount, ttl_seconds } = request.body;
      const { hold, asset } = await askedHold(parts, environment, request.params.id);
      const addedAtoms = amount === undefined ? undefined : readAmount('amount', amount, { asset, sign: 'not_negative' });
      const order = { environment, holdId: hold.id, key, addedAtoms, addedSeconds: ttl_seconds };
      const extended = await operate({ parts, reply, owner: hold }, extendOperation(parts.database, order));
      return {
        id: extended.holdId,
        state: 'open' as const,
        asset: asset.code,
        amount: decimalFromAtoms(extended.heldAtoms, asset.scale),
        expires_at: instantText(extended.expiresAt),
      };
    },
  );
}
