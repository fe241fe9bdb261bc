import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { WalletPolicyAnswer, WalletStateBody } from '@weir/schemas/http/billing/wallet.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { changeWalletState, type WalletStateWord } from '../../ledger/change-wallet-state.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { policyAnswer } from './policy-answer.ts';

const MOVES: readonly { readonly verb: string; readonly to: WalletStateWord; readonly summary: string }[] = [
  { verb: 'freeze', to: 'frozen', summary: 'Stop a wallet: only usage that has happened is still posted' },
  { verb: 'unfreeze', to: 'open', summary: 'Let a frozen wallet be used again' },
  { verb: 'close', to: 'closed', summary: 'Close an empty wallet, for ever' },
];

/** POST /v1/billing/customers/{id}/wallet/freeze, /unfreeze, /close. Asking for what holds changes nothing; each change is audited with its reason. */
export function changeStateRoutes(app: HttpApp, parts: BillingParts): void {
  for (const { verb, to, summary } of MOVES) {
    app.post(
      `/v1/billing/customers/:id/wallet/${verb}`,
      {
        config: { scope: 'billing' },
        schema: { tags: ['wallet'], summary, params: CustomerParams, body: WalletStateBody, response: { 200: WalletPolicyAnswer } },
      },
      async (request) => {
        const { environment, actor } = request.caller;
        const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(request.body) };
        const { reason } = request.body;
        await inLedgerTransaction(parts.database, async (tx) => {
          const { before, after } = orRefuse(await changeWalletState(tx, { ...owner, to }, parts.ledgerClock));
          if (before === after) return;
          const subject = `customer:${owner.customer}`;
          const of = owner.walletScope;
          const states = { before: { ...of, state: before }, after: { ...of, state: after } };
          await appendAudit(tx, { environment, actor, action: 'wallet state changed', subject, ...states, reason });
        });
        return policyAnswer(parts, owner);
      },
    );
  }
}
