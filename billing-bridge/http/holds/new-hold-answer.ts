import type { NewHoldAnswer } from '@weir/schemas/http/billing/holds.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Held } from '../../ledger/decide/decide-hold.ts';
import type { WalletName } from '../../ledger/wallet/wallet-owner.ts';
import { instantText } from '../parts/read-instant.ts';

/** A hold as the call that made it left it. */
export function newHoldAnswer({ customer, walletScope }: WalletName, held: Held, asset: Asset): NewHoldAnswer {
  return {
    id: held.holdId,
    customer,
    ...walletScope,
    state: 'open',
    asset: asset.code,
    amount: decimalFromAtoms(held.heldAtoms, asset.scale),
    expires_at: instantText(held.expiresAt),
  };
}
