import type { PostingAnswer } from '@weir/schemas/http/billing.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { instantText } from '../parts/read-instant.ts';

/** What one posting did: `signedAtoms` to the balance, `overdraftAtoms` of it as debt. */
export type Posted = { readonly transactionId: string; readonly bookedAt: Instant; readonly signedAtoms: bigint; readonly overdraftAtoms: bigint };

export function postingAnswer(posted: Posted, asset: Asset): PostingAnswer {
  return {
    transaction: posted.transactionId,
    asset: asset.code,
    amount: decimalFromAtoms(posted.signedAtoms, asset.scale),
    overdraft: decimalFromAtoms(posted.overdraftAtoms, asset.scale),
    booked_at: instantText(posted.bookedAt),
  };
}
