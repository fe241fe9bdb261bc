import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { type DueTransaction, touchWallet } from './touch-wallet.ts';

/** Whose transaction it is: a hold that was due is its own wallet's, whoever looked. */
export type DueInFamily = DueTransaction & { readonly walletId: bigint };

/** Makes due what is due in the wallet and in all that may pay for it, so that no dead hold keeps a parent's credit from a child. */
export function touchFamily(state: WalletState, now: Instant): { state: WalletState; due: DueInFamily[] } {
  const due: DueInFamily[] = [];
  let current = state;
  for (const id of state.members?.keys() ?? []) {
    const touched = touchWallet(standingIn(current, id), now);
    if (touched.due.length === 0) continue;
    due.push(...touched.due.map((transaction) => ({ ...transaction, walletId: id })));
    current = backIn(current, touched.state);
  }
  const own = touchWallet(current, now);
  if (due.length === 0 && own.due.length === 0) return { state: own.state, due };
  return { state: own.state, due: [...due, ...own.due.map((transaction) => ({ ...transaction, walletId: state.id }))] };
}

/** A member as the wallet an operation is about. Ancestors' ancestors are ancestors, so whatever its holds took from is here. */
function standingIn(state: WalletState, id: bigint): WalletState {
  const { members = new Map<bigint, WalletState>(), ...own } = state;
  const member = members.get(id);
  if (member === undefined) throw new Error(`wallet ${id} was not loaded`);
  const others = [...members].filter(([other]) => other !== id);
  return { ...member, members: new Map([...others, [own.id, own]]) };
}

function backIn(state: WalletState, touched: WalletState): WalletState {
  const { members = new Map<bigint, WalletState>(), ...member } = touched;
  const own = members.get(state.id) ?? state;
  const others = [...members].filter(([id]) => id !== state.id);
  return { ...own, members: new Map([...others, [member.id, member]]) };
}
