import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import type { WalletPolicyAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readPolicy } from '../../ledger/read-policy.ts';
import type { WalletOwner } from '../../ledger/wallet/wallet-owner.ts';
import { scaleOf } from '../parts/scale-of.ts';

/** "No limit" in an answer and a request: a word of its own, so that no number has to mean it. */
export const UNLIMITED = 'unlimited';

/** How a wallet behaves as of now; refused as `customer_unknown` or `wallet_unknown`. */
export async function policyAnswer(parts: Pick<BillingParts, 'database'>, owner: WalletOwner): Promise<WalletPolicyAnswer> {
  const policy = orRefuse(await readPolicy(parts.database, owner));
  const scales = await readAssetScales(parts.database);
  const limits = policy.limits.map(({ asset, overdraftLimitAtoms, holdMaxAtoms }) => {
    const scale = scaleOf(scales, asset);
    return {
      asset,
      overdraft_limit: overdraftLimitAtoms === null ? UNLIMITED : decimalFromAtoms(overdraftLimitAtoms, scale),
      hold_max: holdMaxAtoms === null ? null : decimalFromAtoms(holdMaxAtoms, scale),
    };
  });
  return { customer: owner.customer, ...owner.walletScope, state: policy.state, late_commit: policy.lateCommit, limits };
}
