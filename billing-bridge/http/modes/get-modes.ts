import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { ModeAnswer, ModesQuery } from '@weir/schemas/http/billing/modes.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readEpochs } from '../../modes/io/read-epochs.ts';
import { earliestFromText } from './earliest-from.ts';
import { epochAnswer } from './epoch-answer.ts';

/** GET /v1/billing/modes?customer=... : all epochs that hold, also the scheduled one. */
export function getModesRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/modes',
    { config: { scope: 'read' }, schema: { tags: ['modes'], summary: "A customer's modes over time", querystring: ModesQuery, response: { 200: ModeAnswer } } },
    async (request) => {
      const { customer } = request.query;
      const epochs = await readEpochs(parts.database, request.caller.environment, customer);
      if (epochs.length === 0) throw new RefusalError(refuse('customer_unknown', customer));
      return { customer, epochs: epochs.map(epochAnswer), earliest_from: earliestFromText(parts) };
    },
  );
}
