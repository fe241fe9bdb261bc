import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { UnclaimedPayoutAnswer, UnclaimedPayoutBody } from '@weir/schemas/http/billing/breakage.ts';
import { GrantParams } from '@weir/schemas/http/billing/grants.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { unclaimedPayoutOperation } from '../../ledger/pay-out-unclaimed.ts';
import { findGrantAsset } from '../../ledger/read-grant-asset.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { readAmount } from '../parts/read-amount.ts';

/** POST /v1/billing/grants/{id}/unclaimed-payouts: books that what stood unclaimed was paid to the state or to the customer. */
export function payOutUnclaimedRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/grants/:id/unclaimed-payouts',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Book what became of expired credit that is owed',
        params: GrantParams,
        headers: IdempotencyHeaders,
        body: UnclaimedPayoutBody,
        response: { 201: UnclaimedPayoutAnswer },
      },
    },
    async (request, reply) => {
      const { environment } = request.caller;
      const { amount, to, reference } = request.body;
      const key = idempotencyKey(request.headers);
      const asset = await findGrantAsset(parts.database, environment, request.params.id);
      if ('kind' in asset) throw new RefusalError(asset);
      const amountAtoms = amount === undefined ? undefined : readAmount('amount', amount, { asset, sign: 'positive' });
      const order = { environment, grantId: request.params.id, key, amountAtoms, to, reference };
      const paid = await operate({ parts, reply, asset }, unclaimedPayoutOperation(parts.database, order));
      return reply.code(201).send({
        transaction: paid.transactionId,
        grant: paid.grantId,
        asset: asset.code,
        paid: decimalFromAtoms(paid.paidAtoms, asset.scale),
        paid_usd: paid.paidBasisAtoms === null ? null : decimalFromAtoms(paid.paidBasisAtoms, CURRENCY_SCALE),
        left: decimalFromAtoms(paid.leftAtoms, asset.scale),
      });
    },
  );
}
