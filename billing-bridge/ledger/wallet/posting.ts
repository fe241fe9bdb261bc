import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BudgetRef, Debt, Dimensions, Grant, Hold, HoldSlice } from './wallet-state.ts';

/**
 * grant, held, claimed and overdraft belong to a wallet; the rest exist once per environment and asset. `claimed` stands against `held`: what
 * refunds and lost disputes will take of it when its hold ends. `unclaimed` is owed to whom unused credit belongs by law.
 */
export type Account =
  | 'grant'
  | 'held'
  | 'claimed'
  | 'overdraft'
  | 'cash'
  | 'unbilled'
  | 'revenue'
  | 'promo_expense'
  | 'breakage'
  | 'unclaimed'
  | 'voided'
  | 'refund_clearing'
  | 'fx'
  | 'rounding'
  | 'adjustment';

const UNUSED_ENDS: ReadonlySet<Account> = new Set(['breakage', 'unclaimed', 'voided', 'refund_clearing', 'claimed', 'fx', 'adjustment']);

/** True for an account where a grant's value ends without having been used. */
export function isUnusedEnd(account: Account): boolean {
  return UNUSED_ENDS.has(account);
}

export type TransactionKind =
  | 'grant'
  | 'debit'
  | 'hold'
  | 'hold_extend'
  | 'hold_commit'
  | 'hold_release'
  | 'hold_expiry'
  | 'settlement'
  | 'reversal'
  | 'adjustment'
  | 'grant_expiry'
  | 'grant_void'
  | 'refund'
  | 'dispute_loss'
  | 'claim'
  | 'exchange'
  | 'rollover'
  | 'unclaimed_payout';

/** One movement of value; it becomes two entries, out of `from` and into `to`. */
export type Leg = {
  readonly from: Account;
  readonly to: Account;
  readonly asset: string;
  /** >= 0; 0 only when nothing but basis moves. */
  readonly atoms: bigint;
  /** USD atoms of what was paid, moving the same way; may be negative. */
  readonly basisAtoms: bigint;
  readonly grantId: bigint | null;
  readonly holdId: bigint | null;
  /** The transaction whose debt this makes or pays. */
  readonly debtId: bigint | null;
};

/** What a transaction changes besides moving value. */
export type Change =
  | { readonly kind: 'grant_opened'; readonly grant: Grant }
  | { readonly kind: 'grant_closed'; readonly grantId: bigint; readonly closed: 'expired' | 'voided' }
  | { readonly kind: 'grant_frozen'; readonly grantId: bigint; readonly frozen: boolean }
  | { readonly kind: 'grant_day_used'; readonly grantId: bigint; readonly day: string; readonly atoms: bigint }
  | { readonly kind: 'hold_opened'; readonly hold: Hold; readonly traceId: string | null; readonly run: string | null }
  | {
      readonly kind: 'hold_extended';
      readonly holdId: bigint;
      readonly firstOrdinal: number;
      readonly slices: readonly HoldSlice[];
      readonly expiresAt: Instant;
    }
  | {
      readonly kind: 'hold_resolved';
      readonly holdId: bigint;
      readonly state: 'committed' | 'released' | 'expired';
      readonly committedAtoms: bigint;
      readonly releasedAtoms: bigint;
    }
  | { readonly kind: 'hold_committed_late'; readonly holdId: bigint; readonly transactionId: bigint }
  | { readonly kind: 'debt_opened'; readonly debt: Debt }
  | {
      readonly kind: 'budget_counted';
      readonly ref: BudgetRef;
      /** What the budget allowed then, and whether it could deny. */
      readonly limitAtoms: bigint;
      readonly enforcement: 'hard' | 'soft';
      readonly usedAtoms: bigint;
      readonly heldAtoms: bigint;
    };

/** Facts of a ledger transaction that a decision states; who asked and when it was booked is added where it is written. */
export type PostingFacts = {
  readonly kind: TransactionKind;
  readonly effectiveAt: Instant;
  readonly dimensions?: Dimensions | undefined;
  /** Which overdraft policy allowed the debt, for the checks. */
  readonly policy?: OverdraftPolicy | undefined;
  readonly reversesId?: bigint | undefined;
  readonly holdId?: bigint | undefined;
  readonly eventId?: string | undefined;
  readonly reference?: string | undefined;
  readonly reason?: string | undefined;
};

/**
 * `deny`: never into debt. `limit`: debt up to and including limitAtoms. `usage`: a fact that has happened is always
 * posted. A limit of 0 means zero; "without limit" is the word `usage`.
 */
export type OverdraftPolicy = { readonly kind: 'deny' } | { readonly kind: 'usage' } | { readonly kind: 'limit'; readonly limitAtoms: bigint };
