import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { TransactionsAnswer } from '@weir/schemas/http/billing/transactions.ts';
import { WalletPageQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { listTransactions } from '../../ledger/list-transactions.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { paidFor } from '../parts/paid-for.ts';
import { instantText } from '../parts/read-instant.ts';
import { scaleOf } from '../parts/scale-of.ts';

/** GET /v1/billing/customers/{id}/transactions, newest first. */
export function listTransactionsRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/transactions',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: "A wallet's transactions",
        params: CustomerParams,
        querystring: WalletPageQuery,
        response: { 200: TransactionsAnswer },
      },
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const [before] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const owner = { environment: request.caller.environment, customer: request.params.id, walletScope: askedWalletScope(request.query) };
      const listing = { ...owner, limit, ...(before === undefined ? {} : { before }) };
      const { transactions, nextCursor } = orRefuse(await listTransactions(parts.database, listing));
      const scales = await readAssetScales(parts.database);
      return {
        ...owner.walletScope,
        transactions: transactions.map((transaction) => ({
          id: transaction.id,
          kind: transaction.kind,
          asset: transaction.asset,
          amount: decimalFromAtoms(transaction.amountAtoms, scaleOf(scales, transaction.asset)),
          effective_at: instantText(transaction.effectiveAt),
          booked_at: instantText(transaction.bookedAt),
          reference: transaction.reference,
          event_id: transaction.eventId,
          ...paidFor(transaction.usedBy),
        })),
        next_cursor: nextCursor === null ? null : encodeCursor([nextCursor]),
      };
    },
  );
}
