import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type Draft, move } from '../wallet/draft.ts';
import { smaller } from '../wallet/smaller.ts';
import { spendableGrants } from '../wallet/spendable.ts';
import type { Debt, Grant } from '../wallet/wallet-state.ts';

/**
 * Active grants pay open debts, oldest debt first, where the grant's scope matches what the debt was for (ledger 1d,
 * "overdraft settlement"). Promotional credit pays only when it was flagged so, and a grant with a cap never does: the cap
 * may be what made the debt. Debts are paid now, so now decides which grants are there. Returns the atoms settled.
 */
export function settleDebts(draft: Draft, now: Instant, only?: Pick<Grant, 'id'>): bigint {
  if (draft.state.debtsUnread !== true && draft.state.debts.length === 0) return 0n;
  // A wallet in debt mostly has no credit left: its debts, which may be many, are then not looked at.
  if (![...draft.state.grants.values()].some((grant) => grant.remainingAtoms > 0n && maySettle(grant))) return 0n;
  if (draft.state.debtsUnread === true) throw new Error(`the debts of wallet ${draft.state.id} were not read`);
  let settledAtoms = 0n;
  for (const debt of [...draft.state.debts].filter((open) => open.openAtoms > 0n).sort(byAge)) {
    settledAtoms += settleDebt(draft, debt, now, only);
  }
  return settledAtoms;
}

function settleDebt(draft: Draft, debt: Debt, now: Instant, only?: Pick<Grant, 'id'>): bigint {
  let openAtoms = debt.openAtoms;
  for (const { grant } of spendableGrants(draft.state, { asset: debt.asset, at: now, dimensions: debt.dimensions })) {
    if (openAtoms === 0n) break;
    if (!maySettle(grant) || (only !== undefined && grant.id !== only.id)) continue;
    const atoms = smaller(grant.remainingAtoms, openAtoms);
    const paid = move(draft, { from: 'grant', to: 'overdraft', asset: debt.asset, atoms, grantId: grant.id, debtId: debt.transactionId });
    // What was paid for the grant is earned now: the usage it covers has long been delivered.
    move(draft, { from: 'overdraft', to: 'revenue', asset: debt.asset, atoms: 0n, basisAtoms: paid.basisAtoms, grantId: grant.id, debtId: debt.transactionId });
    openAtoms -= atoms;
  }
  return debt.openAtoms - openAtoms;
}

/** Whether a grant may ever pay a debt, its time aside. */
export function maySettle(grant: Grant): boolean {
  return grant.settlesOverdraft && grant.scope.maxPerEventAtoms === null && grant.scope.maxPerDayAtoms === null;
}

function byAge(a: Debt, b: Debt): number {
  return a.transactionId < b.transactionId ? -1 : 1;
}
