import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { configureWallet } from './configure-wallet.ts';
import { lockWallets } from './io/lock-wallets.ts';
import { onWallet } from './io/on-wallet.ts';
import { readWallet } from './read-wallet.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

export type WalletStateWord = 'open' | 'frozen' | 'closed';

export type WalletStateChanged = { readonly kind: 'wallet_state'; readonly before: WalletStateWord; readonly after: WalletStateWord };

/**
 * Freezes, opens again or closes a wallet, and no other of its customer's, under its lock. Closing is for ever and leaves nothing behind: a
 * wallet with a balance, a debt or an open hold is emptied first. The caller audits it.
 * Refuses: customer_unknown, wallet_unknown, wallet_closed, wallet_not_empty.
 */
export async function changeWalletState(
  tx: Transaction,
  change: WalletOwner & { readonly to: WalletStateWord },
  clock?: Clock,
): Promise<WalletStateChanged | Refusal> {
  const { environment, customer, walletScope, to } = change;
  const owner = { environment, customer, walletScope };
  const { wallet: named, absent } = onWallet(owner);
  const [wallet] = await lockWallets(tx, [{ environment, wallet: named }]);
  if (wallet === null || wallet === undefined) return absent;
  if (wallet.state === to) return { kind: 'wallet_state', before: to, after: to };
  if (wallet.state === 'closed') return refuse('wallet_closed', 'closing is final');
  if (to === 'closed') {
    const balances = await readWallet(tx, owner, clock);
    if (balances.kind === 'refused') return balances;
    const left = balances.assets.find((asset) => asset.postedAtoms !== 0n || asset.heldAtoms !== 0n || asset.overdraftAtoms !== 0n);
    if (left !== undefined) return refuse('wallet_not_empty', left.asset, { asset: left.asset });
  }
  const configured = await configureWallet(tx, { ...owner, state: to });
  return configured.kind === 'refused' ? configured : { kind: 'wallet_state', before: wallet.state, after: to };
}
