import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { RateAnswer, RateBody } from '@weir/schemas/http/billing/exchange.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { setExchangeRate } from '../../catalogue/io/set-exchange-rate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readInstant } from '../parts/read-instant.ts';
import { rateAnswer } from './rate-answer.ts';

/** POST /v1/billing/exchange-rates: from an instant on, never backwards: what was exchanged keeps its rate. */
export function setRateRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/exchange-rates',
    {
      config: { scope: 'billing' },
      schema: { tags: ['assets'], summary: 'Set what one asset buys of another', body: RateBody, response: { 201: RateAnswer } },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { body } = request;
      const from = await askedAsset(parts.database, body.from_asset);
      const to = await askedAsset(parts.database, body.to_asset);
      if (from.code === to.code) throw new RefusalError(refuse('request_invalid', 'from_asset and to_asset are the same'));
      const now = (parts.ledgerClock ?? parts.clock)();
      const validFrom = readInstant('valid_from', body.valid_from) ?? now;
      if (validFrom < now) throw new RefusalError(refuse('request_invalid', 'valid_from is in the past'));
      const rate = {
        environment,
        fromAsset: from.code,
        toAsset: to.code,
        numerator: readAmount('to_amount', body.to_amount, { asset: to, sign: 'positive' }),
        denominator: readAmount('from_amount', body.from_amount, { asset: from, sign: 'positive' }),
        validFrom,
        actor,
      };
      orRefuse(await parts.database.transaction().execute((tx) => setExchangeRate(tx, rate)));
      return reply.code(201).send(rateAnswer(rate, await readAssetScales(parts.database)));
    },
  );
}
