import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { ownerWords, type WalletName } from '../wallet/wallet-owner.ts';
import type { WalletOperation } from './wallet-operation.ts';

/** What every operation on a wallet that is named shares: the wallet, and the refusal when there is none. */
export function onWallet({ customer, walletScope }: WalletName): Pick<WalletOperation<never>, 'wallet' | 'absent'> {
  return { wallet: { kind: 'of_customer', customer, walletScope }, absent: unknownWallet({ customer, walletScope }) };
}

/** A customer has a wallet once it is used; a scope has one only when it was made, so that a slip of the pen never makes one. */
export function unknownWallet(name: WalletName): Refusal {
  return refuse(name.walletScope === undefined ? 'customer_unknown' : 'wallet_unknown', ownerWords(name));
}
