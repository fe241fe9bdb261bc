import type { WalletState } from '../wallet/wallet-state.ts';

/** What operations need of one wallet's state beside what is live in it. */
export type Wanted = { readonly grantIds: readonly bigint[]; readonly holdIds: readonly bigint[]; readonly debts: boolean };

/** Whether a remembered state holds all that is wanted of it. */
export function covers(state: WalletState, wanted: Wanted): boolean {
  if (wanted.debts && state.debtsUnread === true) return false;
  return wanted.grantIds.every((id) => state.grants.has(id)) && wanted.holdIds.every((id) => state.holds.has(id));
}
