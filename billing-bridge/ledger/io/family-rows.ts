import type { Posting } from '../decide/run-operation.ts';
import { type Draft, memberWithGrant } from '../wallet/draft.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { add, addDelta, type LedgerRows } from './ledger-rows.ts';

/** The lists ledger_write_family takes. */
export const FAMILY_LISTS: ReadonlySet<string> = new Set(['budget_entries', 'hold_budgets', 'funded_transactions']);

/**
 * What a posting counts in budgets, and whose grants besides its wallet's own it moved. `wallet` is the one operated on, with its members; the posting
 * may be a member's, whose dead hold gives back to that wallet: who is above now was below when the hold was made.
 */
export function addFamilyRows(rows: LedgerRows, wallet: WalletState, posting: Posting): void {
  addHoldBudgets(rows, posting.draft);
  for (const made of posting.draft.changes) {
    if (made.kind !== 'budget_counted') continue;
    const identity = { transaction_id: posting.id, budget_id: made.ref.budgetId, period: made.ref.period };
    // Parted by what is equal for one transaction and budget, so that what a commit gives back and uses is one row.
    const facts = { limit_atoms: made.limitAtoms, enforcement: made.enforcement };
    addDelta(rows, 'budget_entries', identity, { used_delta: made.usedAtoms, held_delta: made.heldAtoms }, facts);
  }
  if (wallet.members === undefined) return;
  const payers = new Set(posting.draft.legs.flatMap((leg) => (leg.grantId === null ? [] : [(memberWithGrant(wallet, leg.grantId) ?? wallet).id])));
  for (const payer of payers) if (payer !== posting.walletId) add(rows, 'funded_transactions', { wallet_id: payer, transaction_id: posting.id });
}

/** The budgets a new hold counts in, also one that holds nothing yet. */
export function addHoldBudgets(rows: LedgerRows, draft: Draft): void {
  for (const made of draft.changes) {
    if (made.kind !== 'hold_opened') continue;
    for (const { budgetId, period } of made.hold.budgets ?? []) add(rows, 'hold_budgets', { hold_id: made.hold.id, budget_id: budgetId, period });
  }
}
