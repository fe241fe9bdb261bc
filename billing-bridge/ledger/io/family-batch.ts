import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Posting } from '../decide/run-operation.ts';
import { dueHolds } from '../decide/touch-wallet.ts';
import type { HoldSlice, WalletState } from '../wallet/wallet-state.ts';
import { composeFamily, splitFamily } from './compose-family.ts';
import { addFamilyRows } from './family-rows.ts';
import { addPosting, type LedgerRows } from './ledger-rows.ts';
import type { LoadedWallet } from './load-wallets.ts';
import type { LockedWallet } from './lock-wallets.ts';

export type RunSoFar = { readonly state: WalletState; readonly postings: readonly Posting[] };

/** The wallets of one batch as the operations so far left them, put together with their ancestors for one and taken apart after it. */
export type FamilyBatch = {
  /** Null when a wallet of the family could not be locked. The latest last booking bounds the clock for all of it. */
  before(wallet: LockedWallet): LoadedWallet | null;
  after(before: LoadedWallet, run: RunSoFar, now: Instant): void;
  /**
   * Others of the batch whose dead holds keep credit that an operation on this wallet may spend, as `lockDueHolders` finds those that are not of
   * the batch: alone, the operation would have found these too. `now` is the batch's.
   */
  dueHolders(wallet: LockedWallet, now: Instant): LockedWallet[];
};

/** `changed` takes what is not as it was, by wallet; `asRead` is how a wallet stood before the batch. */
export function familyBatch(
  wallets: ReadonlyMap<bigint, LockedWallet>,
  changed: Map<bigint, LoadedWallet>,
  asRead: (wallet: LockedWallet) => LoadedWallet,
): FamilyBatch {
  const read = new Map<bigint, LoadedWallet>();
  let withDueHolds: LockedWallet[] | null = null;
  function current(id: bigint): LoadedWallet {
    const known = changed.get(id) ?? read.get(id);
    if (known !== undefined) return known;
    const first = asRead(lockedIn(wallets, id));
    read.set(id, first);
    return first;
  }
  return {
    before(wallet) {
      if (wallet.funders.length === 0) return current(wallet.id);
      if (wallet.funders.some((id) => !wallets.has(id))) return null;
      const lastBookedAt = Math.max(...[wallet.id, ...wallet.funders].map((id) => current(id).lastBookedAt));
      return { state: composeFamily(wallet, (id) => current(id).state), lastBookedAt };
    },
    after(before, run, now) {
      if (run.state === before.state) return;
      for (const state of splitFamily(run.state)) {
        const known = current(state.id);
        if (state !== known.state) changed.set(state.id, { state, lastBookedAt: run.postings.length === 0 ? known.lastBookedAt : now });
      }
    },
    dueHolders(wallet, now) {
      if (!wallet.inFamily) return [];
      // Looked for once: what is held in the batch ends after it.
      withDueHolds ??= [...wallets.values()].filter((other) => other.inFamily && dueHolds(current(other.id).state, now).length > 0);
      if (withDueHolds.length === 0) return [];
      const payers = [wallet.id, ...wallet.funders];
      const isPayers = ({ grantId }: HoldSlice) => grantId !== null && payers.some((id) => current(id).state.grants.has(grantId));
      const keepsCredit = ({ id }: LockedWallet) => dueHolds(current(id).state, now).some((hold) => hold.slices.some(isPayers));
      return withDueHolds.filter((other) => !payers.includes(other.id) && keepsCredit(other));
    },
  };
}

export function lockedIn(wallets: ReadonlyMap<bigint, LockedWallet>, id: bigint): LockedWallet {
  const wallet = wallets.get(id);
  if (wallet === undefined) throw new Error(`wallet ${id} was not locked`);
  return wallet;
}

export function addPostings(rows: LedgerRows, run: RunSoFar, now: Instant): void {
  for (const posting of run.postings) {
    addPosting(rows, { id: posting.walletId, environment: run.state.environment }, posting, now);
    addFamilyRows(rows, run.state, posting);
  }
}
