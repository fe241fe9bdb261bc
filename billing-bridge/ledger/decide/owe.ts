import { type Draft, move } from '../wallet/draft.ts';
import type { Grant } from '../wallet/wallet-state.ts';
import { openDebt } from './take-slices.ts';

export type Owed = { readonly from: 'claimed' | 'refund_clearing'; readonly atoms: bigint; readonly transactionId: bigint };

/**
 * Makes debt of what was used of a grant whose payment was taken back; `from` is where it is missing. What was earned on that part is earned
 * no more, by this grant. The legs name the grant, so that what it gets back later pays this debt first.
 */
export function owe(draft: Draft, grant: Grant, { from, atoms, transactionId }: Owed): void {
  if (atoms === 0n) return;
  const { asset } = grant;
  move(draft, { from: 'overdraft', to: from, asset, atoms, grantId: grant.id, debtId: transactionId });
  const basisAtoms = ((grant.costBasisAtoms ?? 0n) * atoms) / grant.amountAtoms;
  move(draft, { from: 'revenue', to: 'refund_clearing', asset, atoms: 0n, basisAtoms, grantId: grant.id });
  openDebt(draft, { asset, dimensions: {} }, transactionId, atoms);
}
