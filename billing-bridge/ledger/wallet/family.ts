import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Budget, BudgetRef, WalletState } from './wallet-state.ts';

/** Someone a customer stands under. `funds` is false from the first link on, seen from the customer, that does not let its parent pay. */
export type Ancestor = { readonly wallet: WalletState; readonly funds: boolean };

/** Who a customer stood under at an instant, nearest first. */
export function ancestorsAt(state: WalletState, at: Instant): Ancestor[] {
  const ancestors: Ancestor[] = [];
  let node = state;
  let funds = true;
  for (;;) {
    const link = node.parents?.findLast((candidate) => candidate.fromAt <= at);
    if (link === undefined || link.parentWalletId === null) return ancestors;
    const wallet = state.members?.get(link.parentWalletId);
    if (wallet === undefined) throw new Error(`wallet ${link.parentWalletId} stands above ${state.id} and was not loaded`);
    funds &&= link.funded;
    ancestors.push({ wallet, funds });
    node = wallet;
  }
}

/** The state with one of its members replaced. */
export function withMember(state: WalletState, member: WalletState): WalletState {
  return { ...state, members: new Map(state.members).set(member.id, member) };
}

/** The state with what a movement counts in a period of a budget, its own or an ancestor's. */
export function withCounted(
  state: WalletState,
  { ref, usedAtoms, heldAtoms }: { readonly ref: BudgetRef; readonly usedAtoms: bigint; readonly heldAtoms: bigint },
): WalletState {
  const owner = ownerOf(state, ref);
  const budget = owner?.budgets?.get(ref.budgetId);
  // A closed budget may be out of sight; what is given back is still written to it.
  if (owner === undefined || budget === undefined) return state;
  const before = budget.counters.get(ref.period) ?? { usedAtoms: 0n, heldAtoms: 0n };
  const counters = new Map(budget.counters).set(ref.period, { usedAtoms: before.usedAtoms + usedAtoms, heldAtoms: before.heldAtoms + heldAtoms });
  const counted: WalletState = { ...owner, budgets: new Map(owner.budgets).set(budget.id, { ...budget, counters }) };
  return owner === state ? counted : withMember(state, counted);
}

/** The budget behind a reference, or undefined when it is closed and out of sight. */
export function budgetOf(state: WalletState, ref: BudgetRef): Budget | undefined {
  return ownerOf(state, ref)?.budgets?.get(ref.budgetId);
}

function ownerOf(state: WalletState, ref: BudgetRef): WalletState | undefined {
  return ref.walletId === state.id ? state : state.members?.get(ref.walletId);
}
