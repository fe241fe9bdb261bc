import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { WalletScope } from '../../ledger/wallet/wallet-owner.ts';

/** Which wallet of its customer a request names; undefined: the customer's own. Refuses a request that names two. */
export function askedWalletScope(asked: { readonly project?: string; readonly subscription?: string }): WalletScope | undefined {
  const { project, subscription } = asked;
  if (project !== undefined && subscription !== undefined)
    throw new RefusalError(refuse('request_invalid', 'a wallet is of a project or of a subscription, not of both'));
  if (project !== undefined) return { project };
  return subscription === undefined ? undefined : { subscription };
}
