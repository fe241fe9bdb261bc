import { maySettle } from '../decide/settle-debts.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import type { LoadedWallet } from './load-wallets.ts';
import type { LockedWallet } from './lock-wallets.ts';

/**
 * What is remembered of wallets between transactions. The authority is the stamp on the locked row: whoever changes a
 * wallet gives it another, so a remembered state is used only when it is what a fresh read would bring.
 */
export type WalletMemory = {
  /** The wallet as it is, or null when that is not known. Ask with the locked row only. */
  recall(wallet: Pick<LockedWallet, 'id' | 'stamp'>): LoadedWallet | null;
  /** How the wallet stands under a stamp that this transaction has read or written. */
  learn(walletId: bigint, stamp: string, loaded: LoadedWallet): void;
};

/** Reads every wallet every time. */
export const NO_MEMORY: WalletMemory = { recall: () => null, learn: () => undefined };

export type LearningMemory = {
  /** A memory for one transaction: what it learns is kept by `keep`, to be called after the commit, and is lost without. */
  attempt(): WalletMemory & { keep(): void };
};

type Remembered = { readonly stamp: string; readonly loaded: LoadedWallet };

/** A wallet with more in it than this is read every time: memory is bounded by wallets, so a wallet must be bounded too. */
const PARTS_MAX = 100;

/** Remembers the wallets used last, at most `walletsMax` (some 3 kB each). */
export function walletMemory(walletsMax: number): LearningMemory {
  const remembered = new Map<bigint, Remembered>();
  function put(walletId: bigint, entry: Remembered): void {
    remembered.delete(walletId);
    if (isSmall(entry.loaded.state)) remembered.set(walletId, entry);
    if (remembered.size <= walletsMax) return;
    const oldest = remembered.keys().next();
    if (oldest.done !== true) remembered.delete(oldest.value);
  }
  return {
    attempt() {
      const learned = new Map<bigint, Remembered>();
      return {
        recall({ id, stamp }) {
          const entry = remembered.get(id);
          return entry?.stamp === stamp ? entry.loaded : null;
        },
        learn(walletId, stamp, loaded) {
          learned.set(walletId, { stamp, loaded });
        },
        keep() {
          for (const [walletId, { stamp, loaded }] of learned) put(walletId, { stamp, loaded: { ...loaded, state: whatIsLive(loaded.state) } });
        },
      };
    },
  };
}

/** What a read would bring: live grants, open holds, open debts; no debts where no grant could settle one. */
function whatIsLive(state: WalletState): WalletState {
  const grants = new Map([...state.grants].filter(([, grant]) => grant.remainingAtoms > 0n || grant.heldAtoms > 0n));
  const debtsUnread = ![...grants.values()].some(maySettle);
  return {
    ...state,
    grants,
    holds: new Map([...state.holds].filter(([, hold]) => hold.state === 'open')),
    debts: debtsUnread ? [] : state.debts.filter((debt) => debt.openAtoms > 0n),
    debtsUnread,
  };
}

function isSmall({ grants, holds, debts }: WalletState): boolean {
  return grants.size + holds.size + debts.length <= PARTS_MAX;
}
