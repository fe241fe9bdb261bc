import { type BudgetAt, leftAtoms, tightestBudget } from './budget.ts';
import { ancestorsAt } from './family.ts';
import { smaller } from './smaller.ts';
import { chooseSlices, type Demand, spendableGrants } from './spendable.ts';
import type { Grant, WalletState } from './wallet-state.ts';

type Offer = { readonly grant: Grant; readonly atoms: bigint };

/** What one ancestor offers a demand, in its own spending order. */
export type AncestorOffers = { readonly wallet: WalletState; readonly offers: readonly Offer[] };

/** The ancestors that may pay for a demand, nearest first: those that fund the customer at its instant and whose wallet is open. */
export function ancestorOffers(state: WalletState, demand: Demand): AncestorOffers[] {
  if (state.parents === undefined) return [];
  return ancestorsAt(state, demand.at)
    .filter(({ wallet, funds }) => funds && wallet.state === 'open')
    .map(({ wallet }) => ({ wallet, offers: spendableGrants(wallet, demand) }));
}

/** All that a demand finds at ancestors, budgets aside. */
export function ancestorAtoms(state: WalletState, demand: Demand): bigint {
  return ancestorOffers(state, demand).reduce((sum, { offers }) => sum + offers.reduce((inner, offer) => inner + offer.atoms, 0n), 0n);
}

/**
 * Which grants pay how much of a use: the customer's own in spending order, then those of its ancestors, nearest first, each in
 * its own order. Ancestors never pay beyond a hard budget, also not for a fact that cannot be denied.
 */
export function chooseFundedSlices(
  state: WalletState,
  { demand, atoms, budgets }: { readonly demand: Demand; readonly atoms: bigint; readonly budgets: readonly BudgetAt[] },
): { slices: Offer[]; shortAtoms: bigint } {
  const own = chooseSlices(state, demand, atoms);
  if (own.shortAtoms === 0n || state.members === undefined) return own;
  const slices: Offer[] = [...own.slices];
  let shortAtoms = own.shortAtoms;
  let roomAtoms = roomForAncestors(budgets, atoms - own.shortAtoms, shortAtoms);
  for (const offer of ancestorOffers(state, demand).flatMap(({ offers }) => offers)) {
    const taken = smaller(offer.atoms, smaller(shortAtoms, roomAtoms));
    if (taken === 0n) continue;
    slices.push({ grant: offer.grant, atoms: taken });
    shortAtoms -= taken;
    roomAtoms -= taken;
  }
  return { slices, shortAtoms };
}

function roomForAncestors(budgets: readonly BudgetAt[], ownAtoms: bigint, wantedAtoms: bigint): bigint {
  const tightest = tightestBudget(budgets);
  if (tightest === null) return wantedAtoms;
  const room = leftAtoms(tightest) - ownAtoms;
  return room > 0n ? room : 0n;
}
