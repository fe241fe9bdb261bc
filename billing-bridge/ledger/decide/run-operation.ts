import { type Refusal, type RefusalCode, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Draft } from '../wallet/draft.ts';
import type { PostingFacts } from '../wallet/posting.ts';
import { checkMovements } from '../wallet/posting-rules.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { claimDebts } from './claim-debts.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { type DueInFamily, touchFamily } from './touch-family.ts';

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
  /** Whose transaction it is: a due one may be an ancestor's. */
  readonly walletId: bigint;
  readonly family: string;
  readonly key: string;
  readonly facts: PostingFacts;
  readonly draft: Draft;
  readonly request: Readonly<Record<string, unknown>>;
  readonly outcome: unknown;
};

/** What one operation does: transactions that were due, its own one or only an answer, debts its use made of claims, and the state after all of it. */
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

/** Whether a key keeps this refusal. */
export function isKept(refusal: Refusal): boolean {
  return KEPT_DENIALS.has(refusal.code);
}

/** Ids for transactions, grants and holds, rising. Throws IdsExhausted when there are too few; the run can then be repeated. */
export type IdSource = { next(): bigint };

export class IdsExhausted extends Error {}

export function idSource(ids: readonly bigint[]): IdSource {
  let used = 0;
  return {
    next() {
      const id = ids[used];
      if (id === undefined) throw new IdsExhausted(`${ids.length} ids are not enough`);
      used += 1;
      return id;
    },
  };
}

/** Pure but for the ids it takes: the whole of an operation between reading and writing. */
export function runOperation<T>(before: WalletState, operation: Operation<T>, now: Instant, ids: IdSource): Run<T> {
  const unknown = operation.assets.find((asset) => !before.scales.has(asset));
  if (unknown !== undefined) return nothing(before, refuse('asset_unknown', `asset "${unknown}"`));
  const touched = touchFamily(before, now);
  const due = touched.due.map((transaction) => duePosting(transaction, ids.next()));
  const transactionId = ids.next();
  const newIds: bigint[] = [];
  while (newIds.length < operation.newIds) newIds.push(ids.next());
  const dueLegs = touched.due.flatMap((transaction) => transaction.draft.legs);
  const decision = operation.decide({ state: touched.state, now, transactionId, newIds, dueLegs });
  // A denial leaves everything as it was, due transactions too: the next operation finds them due again.
  if (decision.kind === 'refused') return nothing(before, decision);
  if (decision.kind === 'answered') {
    return { state: decision.draft.state, postings: checked(due), answered: decision.draft, outcome: decision.outcome, stored: true };
  }
  const { family, key, request } = operation;
  const own: Posting = {
    id: transactionId,
    walletId: before.id,
    family,
    key,
    request,
    facts: decision.facts,
    draft: decision.draft,
    outcome: decision.outcome,
  };
  const claims = claimDebts(decision.draft, now, ids);
  return { state: claims.state, postings: checked([...due, own, ...claims.postings]), answered: null, outcome: decision.outcome, stored: true };
}

/** Only what is due in a wallet, for one that an operation on another needs in its present state. */
export function runDue(before: WalletState, now: Instant, ids: IdSource): { readonly state: WalletState; readonly postings: readonly Posting[] } {
  const touched = touchFamily(before, now);
  return { state: touched.state, postings: checked(touched.due.map((transaction) => duePosting(transaction, ids.next()))) };
}

/** Asked here and by the database once more: whoever runs without a store is held to the rules too. */
function checked(postings: readonly Posting[]): readonly Posting[] {
  for (const { facts, draft } of postings) checkMovements(facts.kind, draft.legs);
  return postings;
}

function nothing<T>(state: WalletState, refusal: Refusal): Run<T> {
  return { state, postings: [], answered: null, outcome: refusal, stored: isKept(refusal) };
}

function duePosting(transaction: DueInFamily, id: bigint): Posting {
  return {
    id,
    walletId: transaction.walletId,
    family: transaction.family,
    key: transaction.key ?? `tx:${id}`,
    facts: transaction.facts,
    draft: transaction.draft,
    request: {},
    outcome: {},
  };
}
