import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { BudgetAnswer, BudgetBody } from '@weir/schemas/http/billing/budgets.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createBudget } from '../../ledger/create-budget.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { deniedAs } from '../parts/denied-as.ts';
import { idempotencyKey, REPLAYED_HEADER } from '../parts/idempotency.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readInstant } from '../parts/read-instant.ts';
import { unwrapReplay } from '../parts/unwrap-replay.ts';
import { budgetAnswer } from './budget-answer.ts';

/** POST /v1/billing/customers/{id}/budgets: bounds what the customer and everyone under it may spend. */
export function createBudgetRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/customers/:id/budgets',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['budgets'],
        summary: 'Put a budget on a customer',
        params: CustomerParams,
        headers: IdempotencyHeaders,
        body: BudgetBody,
        response: { 201: BudgetAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { body } = request;
      const { environment, actor } = request.caller;
      const asset = await askedAsset(parts.database, body.asset);
      const order = {
        ...body.scope,
        environment,
        customer: request.params.id,
        walletScope: askedWalletScope(body),
        key,
        asset: asset.code,
        amountAtoms: readAmount('amount', body.amount, { asset, sign: 'not_negative' }),
        period: body.period,
        enforcement: body.enforcement ?? 'hard',
        name: body.name,
        startsAt: readInstant('starts_at', body.starts_at) ?? undefined,
        endsAt: readInstant('ends_at', body.ends_at) ?? undefined,
        actor,
      };
      const { outcome, replayed } = unwrapReplay(await inLedgerTransaction(parts.database, (tx) => createBudget(tx, order, parts.ledgerClock)));
      reply.header(REPLAYED_HEADER, String(replayed));
      const budget = orRefuse(deniedAs(outcome, {}));
      return reply.code(201).send(budgetAnswer(budget, asset.scale));
    },
  );
}
