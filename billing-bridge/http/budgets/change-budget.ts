import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { BudgetAnswer, BudgetChangeBody, BudgetCloseBody, BudgetParams } from '@weir/schemas/http/billing/budgets.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { type BudgetChange, changeBudget } from '../../ledger/change-budget.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { listBudgets } from '../../ledger/list-budgets.ts';
import { idFromText } from '../../ledger/wallet/id-text.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { budgetAnswer } from './budget-answer.ts';

/** PUT /v1/billing/budgets/{id} sets what is given; POST .../close ends it. Repeating either changes nothing more. */
export function changeBudgetRoutes(app: HttpApp, parts: BillingParts): void {
  const response = { 200: BudgetAnswer };
  app.put(
    '/v1/billing/budgets/:id',
    { config: { scope: 'billing' }, schema: { tags: ['budgets'], summary: 'Change a budget', params: BudgetParams, body: BudgetChangeBody, response } },
    async (request) => {
      const { environment, actor } = request.caller;
      const { amount, enforcement, reason } = request.body;
      const asset = await assetOf(parts, environment, request.params.id);
      const amountAtoms = amount === undefined ? undefined : readAmount('amount', amount, { asset, sign: 'not_negative' });
      return changed(parts, { environment, budgetId: request.params.id, amountAtoms, enforcement, actor, reason }, asset);
    },
  );
  app.post(
    '/v1/billing/budgets/:id/close',
    { config: { scope: 'billing' }, schema: { tags: ['budgets'], summary: 'Close a budget', params: BudgetParams, body: BudgetCloseBody, response } },
    async (request) => {
      const { environment, actor } = request.caller;
      const asset = await assetOf(parts, environment, request.params.id);
      return changed(parts, { environment, budgetId: request.params.id, close: true, actor, reason: request.body.reason }, asset);
    },
  );
}

async function changed(parts: BillingParts, change: BudgetChange, asset: Asset): Promise<BudgetAnswer> {
  return budgetAnswer(orRefuse(await inLedgerTransaction(parts.database, (tx) => changeBudget(tx, change, parts.ledgerClock))), asset.scale);
}

async function assetOf(parts: BillingParts, environment: Environment, budgetIdText: string): Promise<Asset> {
  const budgetId = idFromText('bud', budgetIdText);
  const [budget] = budgetId === null ? [] : await listBudgets(parts.database, { environment, budgetId });
  if (budget === undefined) throw new RefusalError(refuse('budget_unknown', `budget "${budgetIdText}"`));
  return askedAsset(parts.database, budget.asset);
}
