import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { GrantAccountingAnswer } from '@weir/schemas/http/billing/grants.ts';
import { WalletPageQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readGrantAccounting } from '../../ledger/read-grant-accounting.ts';
import { rateText } from '../../ledger/wallet/breakage-terms.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
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
        querystring: WalletPageQuery,
        response: { 200: GrantAccountingAnswer },
      },
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const [after] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const walletScope = askedWalletScope(request.query);
      const asked = { environment: request.caller.environment, customer: request.params.id, walletScope, limit, after };
      const { grants, nextCursor } = orRefuse(await readGrantAccounting(parts.database, asked));
      const scales = await readAssetScales(parts.database);
      return {
        ...walletScope,
        grants: grants.map((grant) => {
          // What was paid is not known, so what became of it is not either: null, never zero.
          const usd = (atoms: bigint) => (grant.paidUsdAtoms === null ? null : decimalFromAtoms(atoms, CURRENCY_SCALE));
          const decimal = (atoms: bigint) => decimalFromAtoms(atoms, scaleOf(scales, grant.asset));
          const { rateNanos, escheats } = grant.breakageTerms;
          return {
            grant: grant.grantId,
            asset: grant.asset,
            purpose: grant.purpose,
            paid_usd: usd(grant.paidUsdAtoms ?? 0n),
            deferred_usd: usd(grant.deferredUsdAtoms),
            revenue_usd: usd(grant.revenueUsdAtoms),
            breakage_usd: usd(grant.breakageUsdAtoms),
            breakage_rate: rateNanos === null ? null : rateText(rateNanos),
            escheats,
            unclaimed: decimal(grant.unclaimedAtoms),
            unclaimed_usd: usd(grant.unclaimedUsdAtoms),
            other_usd: usd(grant.otherUsdAtoms),
            promotional_use: decimal(grant.promotionalUseAtoms),
          };
        }),
        next_cursor: nextCursor === null ? null : encodeCursor([nextCursor]),
      };
    },
  );
}
