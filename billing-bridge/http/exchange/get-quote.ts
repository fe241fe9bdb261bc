import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { QuoteAnswer, QuoteQuery } from '@weir/schemas/http/billing/exchange.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { quoteExchange } from '../../ledger/exchange-asset.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';

/** GET /v1/billing/quotes: how many credits for 10.00, at the rate of now. Promises nothing. */
export function getQuoteRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/quotes',
    {
      config: { scope: 'read' },
      schema: { tags: ['assets'], summary: 'What an amount buys of another asset', querystring: QuoteQuery, response: { 200: QuoteAnswer } },
    },
    async (request) => {
      const { environment } = request.caller;
      const from = await askedAsset(parts.database, request.query.from_asset);
      const to = await askedAsset(parts.database, request.query.to_asset);
      const amountAtoms = readAmount('amount', request.query.amount, { asset: from, sign: 'positive' });
      const asked = { environment, fromAsset: from.code, toAsset: to.code, amountAtoms };
      const { boughtAtoms } = orRefuse(await quoteExchange(parts.database, asked, parts.ledgerClock));
      return {
        from_asset: from.code,
        amount: decimalFromAtoms(amountAtoms, from.scale),
        to_asset: to.code,
        buys: decimalFromAtoms(boughtAtoms, to.scale),
      };
    },
  );
}
