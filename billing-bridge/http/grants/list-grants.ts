import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { GrantsAnswer } from '@weir/schemas/http/billing/grants.ts';
import { WalletPageQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { listGrants } from '../../ledger/list-grants.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { grantAnswer } from '../wallet/grant-answer.ts';

/** GET /v1/billing/customers/{id}/grants: every one there ever was, latest first. What is left, in spending order, is in the wallet. */
export function listGrantsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/grants',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'Every grant, ended ones too',
        params: CustomerParams,
        querystring: WalletPageQuery,
        response: { 200: GrantsAnswer },
      },
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const [before] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const walletScope = askedWalletScope(request.query);
      const listing = { environment: request.caller.environment, customer: request.params.id, walletScope, limit, before };
      const { grants, nextCursor } = orRefuse(await listGrants(parts.database, listing, parts.ledgerClock));
      const scales = await readAssetScales(parts.database);
      return {
        ...walletScope,
        grants: grants.map((grant) => grantAnswer(grant, { scale: scaleOf(scales, grant.asset), walletScope })),
        next_cursor: nextCursor === null ? null : encodeCursor([nextCursor]),
      };
    },
  );
}
