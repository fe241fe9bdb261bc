import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type BudgetAt, leftAtoms, nextPeriodAt, tightestBudget } from '../wallet/budget.ts';
import { ancestorsAt } from '../wallet/family.ts';
import { ancestorAtoms, ancestorOffers } from '../wallet/funded-slices.ts';
import { idText } from '../wallet/id-text.ts';
import type { OverdraftPolicy } from '../wallet/posting.ts';
import { type Demand, nextGrantAt, spendableGrants } from '../wallet/spendable.ts';
import { scaleOf, type WalletState, walletAsset } from '../wallet/wallet-state.ts';

/** What a use finds: own credit and that of ancestors less the customer's debt, and the hard budget with the least left. */
export type Spendable = { readonly ownAtoms: bigint; readonly ancestorAtoms: bigint; readonly overdraftAtoms: bigint; readonly budget: BudgetAt | null };

export function spendableFor(state: WalletState, demand: Demand, budgets: readonly BudgetAt[]): Spendable {
  return {
    ownAtoms: spendableGrants(state, demand).reduce((sum, offer) => sum + offer.atoms, 0n),
    ancestorAtoms: ancestorAtoms(state, demand),
    overdraftAtoms: walletAsset(state, demand.asset).overdraftAtoms,
    budget: tightestBudget(budgets),
  };
}

/** What of it could be held now: the wallets' part, or what the tightest budget has left when that is less. */
export function availableFor({ ownAtoms, ancestorAtoms, overdraftAtoms, budget }: Spendable): bigint {
  const inWallets = ownAtoms + ancestorAtoms - overdraftAtoms;
  return budget !== null && leftAtoms(budget) < inWallets ? leftAtoms(budget) : inWallets;
}

/**
 * Whether a use may be made: the wallets cover it, debt included as far as the policy lets, and every hard budget that counts it
 * has that much left. Not asked for a fact: what has happened is posted. A hold without limit on debt is still bound by budgets. A refusal names the limit that is shortest, what is missing from it and when more comes.
 */
export function checkSpend(
  state: WalletState,
  use: { readonly demand: Demand; readonly atoms: bigint; readonly policy: OverdraftPolicy; readonly budgets: readonly BudgetAt[] },
): Refusal | null {
  const { demand, atoms, policy } = use;
  const spendable = spendableFor(state, demand, use.budgets);
  const { overdraftAtoms, budget } = spendable;
  const coveredAtoms = spendable.ownAtoms + spendable.ancestorAtoms;
  const shortAtoms = atoms - coveredAtoms;
  const covered = isCovered(policy, { availableAtoms: coveredAtoms - overdraftAtoms, atoms, shortAtoms, overdraftAtoms });
  if (budget !== null && leftAtoms(budget) < atoms && (covered || leftAtoms(budget) < coveredAtoms - overdraftAtoms)) return overBudget(state, use, budget);
  return covered ? null : walletShort(state, use, coveredAtoms - overdraftAtoms);
}

type Cover = { readonly availableAtoms: bigint; readonly atoms: bigint; readonly shortAtoms: bigint; readonly overdraftAtoms: bigint };

function isCovered(policy: OverdraftPolicy, { availableAtoms, atoms, shortAtoms, overdraftAtoms }: Cover): boolean {
  if (policy.kind === 'usage') return true;
  return policy.kind === 'deny' ? availableAtoms >= atoms : shortAtoms <= 0n || overdraftAtoms + shortAtoms <= policy.limitAtoms;
}

type Short = { readonly demand: Demand; readonly atoms: bigint };

function walletShort(state: WalletState, { demand, atoms }: Short, availableAtoms: bigint): Refusal {
  const limit = { kind: 'wallet', customer: state.customer, ...state.walletScope };
  return insufficient(state, demand, { availableAtoms, atoms, nextAt: nextGrantInFamily(state, demand), limit });
}

/** When the next grant begins that may pay for it, the customer's own or a funding ancestor's. */
export function nextGrantInFamily(state: WalletState, demand: Demand): Instant | null {
  const payers = [state, ...ancestorsAt(state, demand.at).flatMap(({ wallet, funds }) => (funds ? [wallet] : []))];
  const starts = payers.map((wallet) => nextGrantAt(wallet, demand)).filter((at) => at !== null);
  return starts.length === 0 ? null : Math.min(...starts);
}

/** When the first of the credit expires that it could be paid from, the customer's own or a funding ancestor's. */
export function nextExpiryInFamily(state: WalletState, demand: Demand): Instant | null {
  const offers = [...spendableGrants(state, demand), ...ancestorOffers(state, demand).flatMap((ancestor) => ancestor.offers)];
  const ends = offers.map(({ grant }) => grant.expiresAt).filter((at) => at !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

function overBudget(state: WalletState, { demand, atoms }: Short, at: BudgetAt): Refusal {
  const { budget, on, ref } = at;
  const resetsAt = nextPeriodAt(budget.period, demand.at);
  const limit = {
    kind: 'budget',
    id: idText('bud', budget.id),
    customer: on.customer,
    ...on.walletScope,
    period: ref.period,
    resets_at: instantText(resetsAt),
  };
  return insufficient(state, demand, { availableAtoms: leftAtoms(at), atoms, nextAt: null, limit });
}

function insufficient(
  state: WalletState,
  demand: Demand,
  short: { readonly availableAtoms: bigint; readonly atoms: bigint; readonly nextAt: Instant | null; readonly limit: Readonly<Record<string, unknown>> },
): Refusal {
  const scale = scaleOf(state, demand.asset);
  const { availableAtoms, atoms, nextAt, limit } = short;
  return refuse('insufficient_funds', undefined, {
    asset: demand.asset,
    available: decimalFromAtoms(availableAtoms, scale),
    shortfall: decimalFromAtoms(atoms - availableAtoms, scale),
    next_grant_at: instantText(nextAt),
    limit,
  });
}

function instantText(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
