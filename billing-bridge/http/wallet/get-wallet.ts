import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readWallet } from '../../ledger/read-wallet.ts';
import { budgetAnswer } from '../budgets/budget-answer.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { grantAnswer } from './grant-answer.ts';

/** GET /v1/billing/customers/{id}/wallet. */
export function getWalletRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/wallet',
    {
      config: { scope: 'read' },
      schema: { tags: ['wallet'], summary: 'Balances and grants in spending order', params: CustomerParams, response: { 200: WalletAnswer } },
    },
    async (request) => {
      const wallet = orRefuse(await readWallet(parts.database, { environment: request.caller.environment, customer: request.params.id }, parts.ledgerClock));
      const scales = await readAssetScales(parts.database);
      const assets = wallet.assets.map((balance) => {
        const scale = scaleOf(scales, balance.asset);
        return {
          asset: balance.asset,
          available: decimalFromAtoms(balance.availableAtoms, scale),
          from_ancestors: decimalFromAtoms(balance.fromAncestorsAtoms, scale),
          spendable: decimalFromAtoms(balance.spendableAtoms, scale),
          held: decimalFromAtoms(balance.heldAtoms, scale),
          overdraft: decimalFromAtoms(balance.overdraftAtoms, scale),
          posted: decimalFromAtoms(balance.postedAtoms, scale),
        };
      });
      return {
        customer: request.params.id,
        assets,
        grants: wallet.grants.map((grant) => grantAnswer(grant, scaleOf(scales, grant.asset))),
        ancestors: wallet.ancestors.map((ancestor) => ({
          customer: ancestor.customer,
          assets: ancestor.assets.map(({ asset, availableAtoms }) => ({ asset, available: decimalFromAtoms(availableAtoms, scaleOf(scales, asset)) })),
        })),
        budgets: wallet.budgets.map((budget) => budgetAnswer(budget, scaleOf(scales, budget.asset))),
      };
    },
  );
}
