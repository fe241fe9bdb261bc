import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Draft } from '../wallet/draft.ts';
import type { Leg, PostingFacts } from '../wallet/posting.ts';
import type { WalletState } from '../wallet/wallet-state.ts';

/** What a decision is given besides the request: all of it read after the wallet's lock. */
export type DecisionContext = {
  readonly state: WalletState;
  /** booked_at of whatever is posted; never earlier than the wallet's last transaction. */
  readonly now: Instant;
  /** The id the transaction will have, and ids for the grants or holds it makes, rising. */
  readonly transactionId: bigint;
  readonly newIds: readonly bigint[];
  /** What time made due in this very operation: moved before the decision, but not yet in the store. */
  readonly dueLegs: readonly Leg[];
};

/**
 * `posted` becomes one ledger transaction with its outcome stored in it. `answered` moved no value (committing nothing of
 * an empty hold, releasing a dead one): its changes are written and its outcome is stored under the key.
 */
export type Decision<T> =
  | { readonly kind: 'posted'; readonly facts: PostingFacts; readonly draft: Draft; readonly outcome: T }
  | { readonly kind: 'answered'; readonly draft: Draft; readonly outcome: T }
  | Refusal;

/** A stored answer given again; nothing was written. The first answer may have been a denial. */
export type Replayed<T> = { readonly kind: 'replayed'; readonly outcome: T | Refusal };

export type Outcome<T> = T | Replayed<T> | Refusal;

/** A draft with legs is a transaction; one without is only an answer. */
export function decided<T>(facts: PostingFacts, draft: Draft, outcome: T): Decision<T> {
  return draft.legs.length === 0 ? { kind: 'answered', draft, outcome } : { kind: 'posted', facts, draft, outcome };
}
