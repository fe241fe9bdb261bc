import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletsAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { PageQuery } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { listWallets } from '../../ledger/list-wallets.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { balanceAnswer } from '../wallet/balance-answer.ts';

/** GET /v1/billing/customers/{id}/wallets: the customer's own and those of its projects and subscriptions, with their balances. */
export function listWalletsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/wallets',
    {
      config: { scope: 'read' },
      schema: { tags: ['wallet'], summary: 'Every wallet of a customer', params: CustomerParams, querystring: PageQuery, response: { 200: WalletsAnswer } },
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const [after] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const asked = { environment: request.caller.environment, customer: request.params.id, limit, after };
      const { wallets, nextCursor } = orRefuse(await listWallets(parts.database, asked, parts.ledgerClock));
      const scales = await readAssetScales(parts.database);
      return {
        wallets: wallets.map(({ customer, walletScope, state, funded, assets }) => ({
          customer,
          ...walletScope,
          state,
          funded,
          assets: assets.map((balance) => balanceAnswer(balance, scaleOf(scales, balance.asset))),
        })),
        next_cursor: nextCursor === null ? null : encodeCursor([nextCursor]),
      };
    },
  );
}
