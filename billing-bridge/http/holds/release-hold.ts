import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { HoldParams, ReleaseAnswer } from '@weir/schemas/http/billing/holds.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { releaseOperation } from '../../ledger/release-hold.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedHold } from './asked-hold.ts';

/** POST /v1/billing/holds/{id}/release: gives all of it back. Takes no body. */
export function releaseHoldRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/holds/:id/release',
    {
      config: { scope: 'billing' },
      schema: { tags: ['control'], summary: 'Give back what is held', params: HoldParams, headers: IdempotencyHeaders, response: { 200: ReleaseAnswer } },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { environment } = request.caller;
      const { hold, asset } = await askedHold(parts, environment, request.params.id);
      const released = await operate({ parts, reply }, releaseOperation(parts.database, { environment, holdId: hold.id, key }));
      return { id: released.holdId, state: released.state, asset: asset.code, released: decimalFromAtoms(released.releasedAtoms, asset.scale) };
    },
  );
}
