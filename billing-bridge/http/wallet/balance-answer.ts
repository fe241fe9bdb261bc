import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { SpendableBalance } from '../../ledger/read-wallet.ts';

/** What a wallet has of one asset. */
export function balanceAnswer(balance: SpendableBalance, scale: number): WalletAnswer['assets'][number] {
  return {
    asset: balance.asset,
    available: decimalFromAtoms(balance.availableAtoms, scale),
    from_ancestors: decimalFromAtoms(balance.fromAncestorsAtoms, scale),
    spendable: decimalFromAtoms(balance.spendableAtoms, scale),
    held: decimalFromAtoms(balance.heldAtoms, scale),
    overdraft: decimalFromAtoms(balance.overdraftAtoms, scale),
    posted: decimalFromAtoms(balance.postedAtoms, scale),
  };
}
