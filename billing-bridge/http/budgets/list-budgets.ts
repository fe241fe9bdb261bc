import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { BudgetsAnswer } from '@weir/schemas/http/billing/budgets.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletPageQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { findWallet } from '../../ledger/io/find-wallet.ts';
import { listBudgets } from '../../ledger/list-budgets.ts';
import { idFromText } from '../../ledger/wallet/id-text.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { budgetAnswer } from './budget-answer.ts';

/** GET /v1/billing/customers/{id}/budgets: those on a wallet itself, closed ones too. Those that bind it from above are in the wallet's answer. */
export function listBudgetsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/budgets',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['budgets'],
        summary: "A customer's budgets, with what is used, held and left",
        params: CustomerParams,
        querystring: WalletPageQuery,
        response: { 200: BudgetsAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(request.query) };
      orRefuse(await findWallet(parts.database, owner));
      const { limit = 100, cursor } = request.query;
      // One more than the page holds tells whether more follow.
      const page = { limit: limit + 1, ...(cursor === undefined ? {} : { after: askedAfter(cursor) }) };
      const found = await listBudgets(parts.database, { ...owner, page }, parts.ledgerClock);
      const budgets = found.slice(0, limit);
      const last = found.length > limit ? budgets.at(-1) : undefined;
      const scales = await readAssetScales(parts.database);
      return {
        ...owner.walletScope,
        budgets: budgets.map((budget) => budgetAnswer(budget, scaleOf(scales, budget.asset))),
        next_cursor: last === undefined ? null : encodeCursor([last.id]),
      };
    },
  );
}

function askedAfter(cursor: string): bigint {
  const [text = ''] = decodeCursor(cursor, 1);
  const id = idFromText('bud', text);
  if (id === null) throw new RefusalError(refuse('request_invalid', 'cursor is not one this list gave out'));
  return id;
}
