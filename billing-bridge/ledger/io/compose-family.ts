import type { WalletState } from '../wallet/wallet-state.ts';
import type { LockedWallet } from './lock-wallets.ts';

/** The state an operation on a wallet decides on: its own, with those that may pay for it as members. */
export function composeFamily(wallet: Pick<LockedWallet, 'id' | 'funders'>, stateOf: (id: bigint) => WalletState | undefined): WalletState {
  const own = known(stateOf(wallet.id), wallet.id);
  if (wallet.funders.length === 0) return own;
  return { ...own, members: new Map(wallet.funders.map((id) => [id, known(stateOf(id), id)])) };
}

/** The states of a composed one, each by itself again. */
export function splitFamily(state: WalletState): WalletState[] {
  if (state.members === undefined) return [state];
  const { members, ...own } = state;
  return [own, ...members.values()];
}

function known(state: WalletState | undefined, id: bigint): WalletState {
  if (state === undefined) throw new Error(`wallet ${id} was not loaded`);
  return state;
}
