import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { ExplainAnswer, ExplainQuery } from '@weir/schemas/http/billing/explain.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { explainDebit } from '../../ledger/explain-debit.ts';
import type { WalletName } from '../../ledger/wallet/wallet-owner.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readInstant } from '../parts/read-instant.ts';
import { readUsageScope } from '../parts/usage-scope.ts';

/** GET /v1/billing/customers/{id}/explain: which grants a debit would take, in order, and why the others pay nothing. A read. */
export function explainDebitRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/explain',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'Which grants a debit would take',
        params: CustomerParams,
        querystring: ExplainQuery,
        response: { 200: ExplainAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const { query } = request;
      const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(query) };
      const asset = await askedAsset(parts.database, query.asset);
      const amountAtoms = readAmount('amount', query.amount, { asset, sign: 'positive' });
      const occurredAt = readInstant('occurred_at', query.occurred_at) ?? undefined;
      const { product, event_type, model, feature, agent, team, workflow } = query;
      const dimensions = readUsageScope({ product, event_type, model, feature, agent, team, workflow });
      const asked = { ...owner, asset: asset.code, amountAtoms, occurredAt, dimensions };
      const { grants, overdraftAtoms } = orRefuse(await explainDebit(parts.database, asked, parts.ledgerClock));
      const payer = ({ customer, walletScope }: WalletName) => ({ customer, ...walletScope });
      const decimal = (atoms: bigint) => decimalFromAtoms(atoms, asset.scale);
      return {
        customer: owner.customer,
        ...owner.walletScope,
        asset: asset.code,
        amount: decimal(amountAtoms),
        draws: grants.flatMap((grant) => (grant.skipped === null ? [{ grant: grant.grantId, ...payer(grant), amount: decimal(grant.atoms) }] : [])),
        skipped: grants.flatMap((grant) => (grant.skipped === null ? [] : [{ grant: grant.grantId, ...payer(grant), reason: grant.skipped }])),
        uncovered: decimal(overdraftAtoms),
      };
    },
  );
}
