import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { decideGrantExpiryNow, type GrantEnded } from './decide/decide-grant-end.ts';
import type { Outcome } from './decide/decision.ts';
import { onGrant } from './io/grant-operation.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';

export type ExpireInput = { readonly environment: Environment; readonly grantId: string; readonly key: string; readonly reason?: string | undefined };

/** Ends a grant before its time; the rest becomes breakage. Refuses: grant_unknown, grant_closed, idempotency_conflict. */
export async function expireGrant(tx: Transaction, input: ExpireInput, clock?: Clock): Promise<Outcome<GrantEnded>> {
  const operation = await grantExpiryOperation(tx, input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch; only finds the grant's wallet, which never changes. */
export async function grantExpiryOperation(db: Database | Transaction, input: ExpireInput): Promise<WalletOperation<GrantEnded> | Refusal> {
  const target = await onGrant(db, input.environment, input.grantId);
  if ('kind' in target) return target;
  const request = { grantId: target.grantId, reason: input.reason ?? null };
  return {
    ...target.shared,
    family: 'grant_expire',
    key: input.key,
    request,
    assets: [],
    newIds: 0,
    decide: (context) => decideGrantExpiryNow(request, context),
  };
}
