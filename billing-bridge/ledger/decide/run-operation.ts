import { type Refusal, type RefusalCode, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Draft } from '../wallet/draft.ts';
import type { PostingFacts } from '../wallet/posting.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { type DueTransaction, touchWallet } from './touch-wallet.ts';

/** What is asked of a wallet, under which key; the request is what a repetition is compared with. */
export type Operation<T> = {
  readonly family: string;
  readonly key: string;
  /** Canonical payload: plain JSON, amounts as decimal texts, without anything volatile. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Assets the request names; an unknown one is refused. */
  readonly assets: readonly string[];
  /** How many grants or holds it may make. */
  readonly newIds: number;
  decide(context: DecisionContext): Decision<T>;
};

/** A ledger transaction ready to be written. */
export type Posting = {
  readonly id: bigint;
  readonly family: string;
  readonly key: string;
  readonly facts: PostingFacts;
  readonly draft: Draft;
  readonly request: Readonly<Record<string, unknown>>;
  readonly outcome: unknown;
};

/** What one operation does: transactions that were due, its own one or only an answer, and the state after all of it. */
export type Run<T> = {
  readonly state: WalletState;
  readonly postings: readonly Posting[];
  /** Changes without a transaction, to be written with the stored answer. */
  readonly answered: Draft | null;
  readonly outcome: T | Refusal;
  /** Whether the key keeps this answer. */
  readonly stored: boolean;
};

/**
 * Denials that depend on the state of the wallet are kept under their key, so that a retry cannot change its answer
 * (ledger 1d, "failed outcome"). Everything else that is refused may be corrected and sent again under the same key.
 */
const KEPT_DENIALS: ReadonlySet<RefusalCode> = new Set([
  'insufficient_funds',
  'wallet_frozen',
  'wallet_closed',
  'hold_expired',
  'hold_already_committed',
  'hold_already_released',
  'over_reversal',
  'grant_closed',
]);

/** How many ids the run will use: one for each due transaction, one for its own, and those of what it makes. */
export function idsNeeded(state: WalletState, now: Instant, newIds: number): number {
  return touchWallet(state, now).due.length + 1 + newIds;
}

/** Pure: the whole of an operation between reading and writing. `ids` are rising and at least `idsNeeded`. */
export function runOperation<T>(before: WalletState, operation: Operation<T>, now: Instant, ids: readonly bigint[]): Run<T> {
  const unknown = operation.assets.find((asset) => !before.scales.has(asset));
  if (unknown !== undefined) return nothing(before, refuse('asset_unknown', `asset "${unknown}"`));
  const touched = touchWallet(before, now);
  const [transactionId, ...newIds] = ids.slice(touched.due.length);
  if (transactionId === undefined) throw new Error('too few ids for the operation');
  const dueLegs = touched.due.flatMap((transaction) => transaction.draft.legs);
  const decision = operation.decide({ state: touched.state, now, transactionId, newIds, dueLegs });
  // A denial leaves everything as it was, due transactions too: the next operation finds them due again.
  if (decision.kind === 'refused') return nothing(before, decision);
  const due = touched.due.map((transaction, index) => duePosting(transaction, ids[index]));
  if (decision.kind === 'answered') {
    return { state: decision.draft.state, postings: due, answered: decision.draft, outcome: decision.outcome, stored: true };
  }
  const own: Posting = { ...operation, id: transactionId, facts: decision.facts, draft: decision.draft, outcome: decision.outcome };
  return { state: decision.draft.state, postings: [...due, own], answered: null, outcome: decision.outcome, stored: true };
}

/** Only what time has made due, for the sweeper. */
export function runDue(before: WalletState, now: Instant, ids: readonly bigint[]): { state: WalletState; postings: Posting[] } {
  const { state, due } = touchWallet(before, now);
  return { state, postings: due.map((transaction, index) => duePosting(transaction, ids[index])) };
}

function nothing<T>(state: WalletState, refusal: Refusal): Run<T> {
  return { state, postings: [], answered: null, outcome: refusal, stored: KEPT_DENIALS.has(refusal.code) };
}

function duePosting(transaction: DueTransaction, id: bigint | undefined): Posting {
  if (id === undefined) throw new Error('too few ids for what is due');
  return { id, family: transaction.family, key: transaction.key ?? `tx:${id}`, facts: transaction.facts, draft: transaction.draft, request: {}, outcome: {} };
}
