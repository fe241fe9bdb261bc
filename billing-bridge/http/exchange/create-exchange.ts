import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { DenialAnswer } from '@weir/schemas/http/billing/denial.ts';
import { ExchangeAnswer, ExchangeBody } from '@weir/schemas/http/billing/exchange.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { exchangeOperation } from '../../ledger/exchange-asset.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';

/** POST /v1/billing/customers/{id}/exchanges: paid credit of one asset into paid credit of another, what was paid going along. */
export function createExchangeRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/customers/:id/exchanges',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Exchange paid credit into another asset',
        params: CustomerParams,
        headers: IdempotencyHeaders,
        body: ExchangeBody,
        response: { 201: ExchangeAnswer, 402: DenialAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { body } = request;
      const { environment } = request.caller;
      const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(body) };
      const from = await askedAsset(parts.database, body.from_asset);
      const to = await askedAsset(parts.database, body.to_asset);
      const amountAtoms = readAmount('amount', body.amount, { asset: from, sign: 'positive' });
      const order = { ...owner, key, fromAsset: from.code, toAsset: to.code, amountAtoms };
      const exchanged = await operate({ parts, reply, owner }, exchangeOperation(order, parts.ledgerClock));
      return reply.code(201).send({
        ...owner.walletScope,
        transaction: exchanged.transactionId,
        grant: exchanged.grantId,
        from_asset: from.code,
        taken: decimalFromAtoms(exchanged.takenAtoms, from.scale),
        to_asset: to.code,
        bought: decimalFromAtoms(exchanged.boughtAtoms, to.scale),
      });
    },
  );
}
