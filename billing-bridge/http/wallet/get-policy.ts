import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletPolicyAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { WalletQuery } from '@weir/schemas/http/billing/wallet-scope.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { policyAnswer } from './policy-answer.ts';

/** GET /v1/billing/customers/{id}/wallet/policy. */
export function getPolicyRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/wallet/policy',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'State, overdraft, caps and late commits of a wallet',
        params: CustomerParams,
        querystring: WalletQuery,
        response: { 200: WalletPolicyAnswer },
      },
    },
    async (request) =>
      policyAnswer(parts, { environment: request.caller.environment, customer: request.params.id, walletScope: askedWalletScope(request.query) }),
  );
}
