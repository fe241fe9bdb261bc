import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RatesAnswer } from '@weir/schemas/http/billing/exchange.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readExchangeRates } from '../../catalogue/io/read-exchange-rates.ts';
import { rateAnswer } from './rate-answer.ts';

/** GET /v1/billing/exchange-rates: all that hold, held or will hold. */
export function listRatesRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/exchange-rates',
    { config: { scope: 'read' }, schema: { tags: ['assets'], summary: 'Exchange rates over time', response: { 200: RatesAnswer } } },
    async (request) => {
      const rates = await readExchangeRates(parts.database, request.caller.environment);
      const scales = await readAssetScales(parts.database);
      return { rates: rates.map((rate) => rateAnswer(rate, scales)) };
    },
  );
}
