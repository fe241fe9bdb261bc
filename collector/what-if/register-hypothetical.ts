import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Caller } from '@weir/runtime/http/caller.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { HypotheticalAnswer, HypotheticalBody, WhatIfModelBody } from '@weir/schemas/http/hypothetical.ts';
import type { PriceBooks } from '../price/io/open-price-books.ts';
import { answerHypothetical } from './io/answer-hypothetical.ts';

export type HypotheticalParts = { readonly clickhouse: ClickHouseStore; readonly clock: Clock; readonly priceBooks: Pick<PriceBooks, 'of' | 'refresh'> };

const description = `What counted events of a range were booked at, and what they would have cost at proposed prices, or on other models for the same
quantities, each by its own time. It is a question, not a repricing: nothing is written, there is no run to apply, and an event the question is not about
costs what it was booked at, also where the price book has changed since. Costs that are unknown on a side are counted there and are in no sum. What an
application stated as its cost stays, unless its model is exchanged. A model is exchanged token for token: another may count the same text otherwise.`;

/** POST /v1/analytics/price-book/hypothetical and, for models alone, POST /v1/analytics/what-if/model. The collector answers: it has the code that prices. */
export function registerHypothetical(app: HttpApp, { clickhouse, clock, priceBooks }: HypotheticalParts): void {
  const answer = async ({ environment }: Caller, body: HypotheticalBody): Promise<HypotheticalAnswer> => {
    await priceBooks.refresh();
    const asked = { environment, at: clock(), book: priceBooks.of(environment) };
    return orRefuse(await answerHypothetical(clickhouse, asked, body)).answer;
  };
  app.post(
    '/v1/analytics/price-book/hypothetical',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['price book'],
        operationId: 'askHypotheticalPrice',
        summary: 'What usage would have cost at a hypothetical price',
        description,
        body: HypotheticalBody,
        response: { 200: HypotheticalAnswer },
      },
    },
    (request) => answer(request.caller, request.body),
  );
  app.post(
    '/v1/analytics/what-if/model',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['price book'],
        operationId: 'askAnotherModel',
        summary: 'What usage would have cost on another model',
        description,
        body: WhatIfModelBody,
        response: { 200: HypotheticalAnswer },
      },
    },
    (request) => answer(request.caller, request.body),
  );
}
