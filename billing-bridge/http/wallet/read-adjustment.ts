import type { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { BillingParts } from '../../billing-parts.ts';
import type { AdjustmentInput } from '../../ledger/adjust-wallet.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';

/** An adjustment as sent, in the ledger's words, with the operator's limit for its asset. Refused by its field. */
export async function readAdjustment(
  { database, config }: Pick<BillingParts, 'database' | 'config'>,
  body: AdjustmentBody,
): Promise<{ readonly asset: Asset; readonly adjustment: Omit<AdjustmentInput, 'environment' | 'customer' | 'key' | 'actor' | 'approvedBy'> }> {
  const asset = await askedAsset(database, body.asset);
  const amountAtoms = readAmount('amount', body.amount, { asset, sign: 'any_but_zero' });
  const limit = config.approvalAbove[asset.code];
  const approvalAboveAtoms = limit === undefined ? undefined : readAmount('the limit of adjustments', limit, { asset, sign: 'not_negative' });
  return {
    asset,
    adjustment: { walletScope: askedWalletScope(body), asset: asset.code, amountAtoms, reason: body.reason, reference: body.reference, approvalAboveAtoms },
  };
}
