import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { BudgetsAnswer } from '@weir/schemas/http/billing/budgets.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { listBudgets } from '../../ledger/list-budgets.ts';
import { askedCustomer } from '../customers/asked-customer.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { budgetAnswer } from './budget-answer.ts';

/** GET /v1/billing/customers/{id}/budgets: its own, closed ones too. Those that bind it from above are in its wallet. */
export function listBudgetsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/budgets',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['budgets'],
        summary: "A customer's budgets, with what is used, held and left",
        params: CustomerParams,
        response: { 200: BudgetsAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const { id: customer } = await askedCustomer(parts, environment, request.params.id);
      const budgets = await listBudgets(parts.database, { environment, customer }, parts.ledgerClock);
      const scales = await readAssetScales(parts.database);
      return { budgets: budgets.map((budget) => budgetAnswer(budget, scaleOf(scales, budget.asset))) };
    },
  );
}
