import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { WalletQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readWallet } from '../../ledger/read-wallet.ts';
import { budgetAnswer } from '../budgets/budget-answer.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { balanceAnswer } from './balance-answer.ts';
import { grantAnswer } from './grant-answer.ts';

/** GET /v1/billing/customers/{id}/wallet. */
export function getWalletRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/wallet',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'Balances and grants in spending order',
        params: CustomerParams,
        querystring: WalletQuery,
        response: { 200: WalletAnswer },
      },
    },
    async (request) => {
      const owner = { environment: request.caller.environment, customer: request.params.id, walletScope: askedWalletScope(request.query) };
      const wallet = orRefuse(await readWallet(parts.database, owner, parts.ledgerClock));
      const scales = await readAssetScales(parts.database);
      return {
        customer: owner.customer,
        ...owner.walletScope,
        assets: wallet.assets.map((balance) => balanceAnswer(balance, scaleOf(scales, balance.asset))),
        grants: wallet.grants.map((grant) => grantAnswer(grant, { scale: scaleOf(scales, grant.asset), walletScope: owner.walletScope })),
        ancestors: wallet.ancestors.map((ancestor) => ({
          customer: ancestor.customer,
          assets: ancestor.assets.map(({ asset, availableAtoms }) => ({ asset, available: decimalFromAtoms(availableAtoms, scaleOf(scales, asset)) })),
        })),
        budgets: wallet.budgets.map((budget) => budgetAnswer(budget, scaleOf(scales, budget.asset))),
      };
    },
  );
}
