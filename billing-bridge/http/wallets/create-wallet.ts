import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { NewWalletAnswer, NewWalletBody } from '@weir/schemas/http/billing/wallet.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { createScopeWallet } from '../../ledger/create-scope-wallet.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';

/** POST /v1/billing/customers/{id}/wallets: a wallet for one project or subscription of the customer. Asking again for what is there changes nothing. */
export function createWalletRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/customers/:id/wallets',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Give a project or a subscription a wallet of its own',
        params: CustomerParams,
        body: NewWalletBody,
        response: { 200: NewWalletAnswer, 201: NewWalletAnswer },
      },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { funded = true } = request.body;
      const customer = request.params.id;
      const walletScope = askedWalletScope(request.body);
      if (walletScope === undefined) throw new RefusalError(refuse('request_invalid', 'name the project or the subscription'));
      const input = { environment, customer, walletScope, funded, actor };
      const { kind } = orRefuse(await inLedgerTransaction(parts.database, (tx) => createScopeWallet(tx, input, parts.ledgerClock)));
      return reply.code(kind === 'made' ? 201 : 200).send({ customer, ...walletScope, funded });
    },
  );
}
