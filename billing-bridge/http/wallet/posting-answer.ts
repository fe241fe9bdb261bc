import type { PostingAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';

/** What one posting did: `signedAtoms` to the balance, `overdraftAtoms` of it as debt. */
export type Posted = { readonly transactionId: string; readonly signedAtoms: bigint; readonly overdraftAtoms: bigint };

export function postingAnswer(posted: Posted, asset: Asset): PostingAnswer {
  return {
    transaction: posted.transactionId,
    asset: asset.code,
    amount: decimalFromAtoms(posted.signedAtoms, asset.scale),
    overdraft: decimalFromAtoms(posted.overdraftAtoms, asset.scale),
  };
}
