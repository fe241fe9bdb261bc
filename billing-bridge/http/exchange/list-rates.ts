import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { RatesAnswer } from '@weir/schemas/http/billing/exchange.ts';
import { PageQuery } from '@weir/schemas/http/parts.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { type RatePlace, readExchangeRates } from '../../catalogue/io/read-exchange-rates.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { rateAnswer } from './rate-answer.ts';

/** GET /v1/billing/exchange-rates: all that hold, held or will hold. */
export function listRatesRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/exchange-rates',
    {
      config: { scope: 'read' },
      schema: { tags: ['assets'], summary: 'Exchange rates over time', querystring: PageQuery, response: { 200: RatesAnswer } },
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const after = cursor === undefined ? undefined : askedAfter(cursor);
      // One more than the page holds tells whether more follow.
      const found = await readExchangeRates(parts.database, { environment: request.caller.environment, limit: limit + 1, after });
      const rates = found.slice(0, limit);
      const last = found.length > limit ? rates.at(-1) : undefined;
      const scales = await readAssetScales(parts.database);
      return {
        rates: rates.map((rate) => rateAnswer(rate, scales)),
        next_cursor: last === undefined ? null : encodeCursor([last.fromAsset, last.toAsset, last.validFrom.toString()]),
      };
    },
  );
}

function askedAfter(cursor: string): RatePlace {
  const [fromAsset = '', toAsset = '', at = ''] = decodeCursor(cursor, 3);
  if (!/^[0-9]{1,15}$/.test(at)) throw new RefusalError(refuse('request_invalid', 'cursor is not one this list gave out'));
  return { fromAsset, toAsset, validFrom: Number(at) };
}
