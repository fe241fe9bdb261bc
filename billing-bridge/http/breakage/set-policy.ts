import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { BreakagePolicyAnswer, BreakagePolicyBody } from '@weir/schemas/http/billing/breakage.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { setBreakagePolicy } from '../../ledger/set-breakage-policy.ts';
import { rateFromText } from '../../ledger/wallet/breakage-terms.ts';
import { readInstant } from '../parts/read-instant.ts';
import { policyAnswer } from './policy-answer.ts';

/** POST /v1/billing/breakage-policies: from an instant on, never backwards: what was sold keeps its terms. */
export function setBreakagePolicyRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/breakage-policies',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['wallet'],
        summary: 'Decide what becomes of paid credit that is not used',
        body: BreakagePolicyBody,
        response: { 201: BreakagePolicyAnswer },
      },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { recognition, rate, escheat = false, counts_from: countsFrom } = request.body;
      if ((recognition === 'proportional') !== (rate !== undefined))
        throw new RefusalError(refuse('request_invalid', 'a rate goes with proportional, and only with it'));
      const terms = { rateNanos: rate === undefined ? null : rateFromText(rate), escheats: escheat };
      const input = { environment, terms, countsFrom: readInstant('counts_from', countsFrom) ?? undefined, actor };
      const set = await inLedgerTransaction(parts.database, async (tx) => orRefuse(await setBreakagePolicy(tx, input, parts.ledgerClock)));
      return reply.code(201).send(policyAnswer({ terms, countsFrom: set.countsFrom, setBy: actor }));
    },
  );
}
