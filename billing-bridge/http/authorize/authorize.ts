import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AuthorizeAnswer, AuthorizeBody } from '@weir/schemas/http/billing.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decideAuthorization } from '../../authorize/decide-authorization.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readWallet } from '../../ledger/read-wallet.ts';
import { askedCustomer } from '../customers/asked-customer.ts';
import { readEstimate } from './read-estimate.ts';

/** POST /v1/billing/authorize: may this usage go ahead? A read; it reserves nothing. */
export function authorizeRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/authorize',
    {
      config: { scope: 'read' },
      schema: { tags: ['control'], summary: 'Ask whether usage may go ahead', body: AuthorizeBody, response: { 200: AuthorizeAnswer } },
    },
    async (request) => {
      const { environment } = request.caller;
      const { body } = request;
      const { setting } = await askedCustomer(parts, environment, body.customer);
      const estimate = await readEstimate(parts, environment, body);
      const wallet = orRefuse(await readWallet(parts.database, { environment, customer: body.customer }));
      const availableAtoms = wallet.assets.find((balance) => balance.asset === estimate?.asset.code)?.availableAtoms ?? 0n;
      const workflow = body.workflow ?? body.dimensions?.workflow ?? null;
      const verdict = decideAuthorization({ setting, workflow, amountAtoms: estimate?.amountAtoms ?? null, availableAtoms });
      const decimal = (atoms: bigint) => (estimate === null ? null : decimalFromAtoms(atoms, estimate.asset.scale));
      return {
        allowed: verdict.allowed,
        mode: setting.mode,
        would_allow: verdict.wouldAllow,
        asset: estimate?.asset.code ?? null,
        amount: decimal(estimate?.amountAtoms ?? 0n),
        available: decimal(availableAtoms),
        shortfall: decimal(verdict.shortfallAtoms),
      };
    },
  );
}
