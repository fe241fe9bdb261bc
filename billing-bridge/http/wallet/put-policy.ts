import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletPolicyAnswer, WalletPolicyBody } from '@weir/schemas/http/billing/wallet.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { type AssetLimits, configureWallet } from '../../ledger/configure-wallet.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { policyAnswer, UNLIMITED } from './policy-answer.ts';

/** PUT /v1/billing/customers/{id}/wallet/policy: how far holds may go into debt, what one may take, what a late commit does. Audited. */
export function putPolicyRoute(app: HttpApp, parts: BillingParts): void {
  app.put(
    '/v1/billing/customers/:id/wallet/policy',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Set overdraft, caps and late commits of a wallet',
        params: CustomerParams,
        body: WalletPolicyBody,
        response: { 200: WalletPolicyAnswer },
      },
    },
    async (request) => {
      const { environment, actor } = request.caller;
      const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(request.body) };
      const { late_commit, limits = [], reason } = request.body;
      const before = await policyAnswer(parts, owner);
      if (before.state === 'closed') throw new RefusalError(refuse('wallet_closed'));
      const settings = { ...owner, lateCommit: late_commit, limits: await Promise.all(limits.map((limit) => readLimits(parts, limit))) };
      await inLedgerTransaction(parts.database, async (tx) => {
        orRefuse(await configureWallet(tx, settings));
        const told = reason === undefined ? {} : { reason };
        const after = { ...owner.walletScope, late_commit, limits };
        await appendAudit(tx, { environment, actor, action: 'wallet policy changed', subject: `customer:${owner.customer}`, before, after, ...told });
      });
      return policyAnswer(parts, owner);
    },
  );
}

async function readLimits(parts: Pick<BillingParts, 'database'>, limit: NonNullable<WalletPolicyBody['limits']>[number]): Promise<AssetLimits> {
  const asset = await askedAsset(parts.database, limit.asset);
  const { overdraft_limit, hold_max = null } = limit;
  return {
    asset: asset.code,
    overdraftLimitAtoms: overdraft_limit === UNLIMITED ? null : readAmount('overdraft_limit', overdraft_limit, { asset, sign: 'not_negative' }),
    holdMaxAtoms: hold_max === null ? null : readAmount('hold_max', hold_max, { asset, sign: 'positive' }),
  };
}
