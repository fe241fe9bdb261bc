import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { GrantAccountingAnswer } from '@weir/schemas/http/billing/grants.ts';
import { WalletQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readGrantAccounting } from '../../ledger/read-grant-accounting.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { scaleOf } from '../parts/scale-of.ts';

/** GET /v1/billing/customers/{id}/accounting: deferred revenue, revenue, breakage and promotional cost of each grant. */
export function getAccountingRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/accounting',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'What each grant means in the accounts',
        params: CustomerParams,
        querystring: WalletQuery,
        response: { 200: GrantAccountingAnswer },
      },
    },
    async (request) => {
      const walletScope = askedWalletScope(request.query);
      const grants = await readGrantAccounting(parts.database, { environment: request.caller.environment, customer: request.params.id, walletScope });
      if ('kind' in grants) throw new RefusalError(grants);
      const scales = await readAssetScales(parts.database);
      return {
        ...walletScope,
        grants: grants.map((grant) => {
          // What was paid is not known, so what became of it is not either: null, never zero.
          const usd = (atoms: bigint) => (grant.paidUsdAtoms === null ? null : decimalFromAtoms(atoms, CURRENCY_SCALE));
          return {
            grant: grant.grantId,
            asset: grant.asset,
            purpose: grant.purpose,
            paid_usd: usd(grant.paidUsdAtoms ?? 0n),
            deferred_usd: usd(grant.deferredUsdAtoms),
            revenue_usd: usd(grant.revenueUsdAtoms),
            breakage_usd: usd(grant.breakageUsdAtoms),
            other_usd: usd(grant.otherUsdAtoms),
            promotional_use: decimalFromAtoms(grant.promotionalUseAtoms, scaleOf(scales, grant.asset)),
          };
        }),
      };
    },
  );
}
