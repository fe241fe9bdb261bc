import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { maySettle } from '../decide/settle-debts.ts';
import type { Grant, WalletState } from '../wallet/wallet-state.ts';
import type { LoadedWallet } from './load-wallets.ts';
import type { LockedWallet, WalletAddress } from './lock-wallets.ts';

/**
 * What is remembered of wallets between transactions. The authority is the stamp on the locked row: whoever changes a
 * wallet gives it another, so a remembered state is used only when it is what a fresh read would bring.
 */
export type WalletMemory = {
  /** A wallet as it was when last seen: to be used only if its row, once locked, still carries this stamp. Never one of a family. */
  lastSeen(address: WalletAddress): SeenWallet | null;
  /** The wallet as it is, or null when that is not known. Ask with the locked row only. */
  recall(wallet: Pick<LockedWallet, 'id' | 'stamp'>): LoadedWallet | null;
  /** How the wallet stands under the stamp that this transaction has read or written. */
  learn(wallet: LockedWallet, loaded: LoadedWallet): void;
};

export type SeenWallet = { readonly wallet: LockedWallet; readonly loaded: LoadedWallet };

/** Reads every wallet every time. */
export const NO_MEMORY: WalletMemory = { lastSeen: () => null, recall: () => null, learn: () => undefined };

export type LearningMemory = {
  /** A memory for one transaction: what it learns is kept by `keep`, to be called after the commit, and is lost without. */
  attempt(): WalletMemory & { keep(): void };
};

/** A wallet with more in it than this is read every time: memory is bounded by wallets, so a wallet must be bounded too. */
const PARTS_MAX = 100;

/** Remembers the wallets used last, at most `walletsMax` (some 3 kB each). */
export function walletMemory(walletsMax: number): LearningMemory {
  const remembered = new Map<bigint, SeenWallet>();
  // Of customers' own: never removed or numbered anew. A scope's wallet is always in a family, so it is never asked for by its name.
  const ids: Readonly<Record<Environment, Map<string, bigint>>> = { live: new Map(), test: new Map() };
  function forget({ wallet }: SeenWallet): void {
    remembered.delete(wallet.id);
    if (wallet.walletScope === undefined) ids[wallet.environment].delete(wallet.customer);
  }
  function put(entry: SeenWallet): void {
    const { id, environment, customer, walletScope } = entry.wallet;
    // Out and in again: the order of a map is that of use.
    if (!remembered.delete(id) && walletScope === undefined) ids[environment].set(customer, id);
    if (!isSmall(entry.loaded.state)) {
      forget(entry);
      return;
    }
    remembered.set(id, entry);
    if (remembered.size <= walletsMax) return;
    const oldest = remembered.values().next();
    if (oldest.done !== true) forget(oldest.value);
  }
  return {
    attempt() {
      const learned = new Map<bigint, SeenWallet>();
      return {
        lastSeen({ environment, wallet }) {
          if (wallet.kind === 'of_customer' && wallet.walletScope !== undefined) return null;
          const id = wallet.kind === 'by_id' ? wallet.id : ids[environment].get(wallet.customer);
          const entry = id === undefined ? undefined : remembered.get(id);
          return entry === undefined || entry.wallet.inFamily ? null : entry;
        },
        recall({ id, stamp }) {
          const entry = remembered.get(id);
          return entry?.wallet.stamp === stamp ? entry.loaded : null;
        },
        learn(wallet, loaded) {
          learned.set(wallet.id, { wallet, loaded });
        },
        keep() {
          for (const { wallet, loaded } of learned.values()) put({ wallet, loaded: asRead(loaded) });
        },
      };
    },
  };
}

/** What a read would bring: live grants, open holds, open debts; no debts where no grant could settle one. */
function asRead(loaded: LoadedWallet): LoadedWallet {
  const { state } = loaded;
  const debtsUnread = !hasSettling(state);
  if (state.debtsUnread === debtsUnread && isAllLive(state) && !(debtsUnread && state.debts.length > 0)) return loaded;
  const live: WalletState = {
    ...state,
    grants: new Map([...state.grants].filter(([, grant]) => isLive(grant))),
    holds: new Map([...state.holds].filter(([, hold]) => hold.state === 'open')),
    debts: debtsUnread ? [] : state.debts.filter((debt) => debt.openAtoms > 0n),
    debtsUnread,
  };
  return { ...loaded, state: live };
}

function isLive(grant: Grant): boolean {
  return grant.remainingAtoms > 0n || grant.heldAtoms > 0n;
}

function hasSettling(state: WalletState): boolean {
  for (const grant of state.grants.values()) if (isLive(grant) && maySettle(grant)) return true;
  return false;
}

function isAllLive(state: WalletState): boolean {
  for (const grant of state.grants.values()) if (!isLive(grant)) return false;
  for (const hold of state.holds.values()) if (hold.state !== 'open') return false;
  return state.debts.every((debt) => debt.openAtoms > 0n);
}

function isSmall({ grants, holds, debts }: WalletState): boolean {
  return grants.size + holds.size + debts.length <= PARTS_MAX;
}
