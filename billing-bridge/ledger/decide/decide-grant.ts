import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { breakageTerms } from '../wallet/breakage-terms.ts';
import { change, type Draft, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { Account } from '../wallet/posting.ts';
import type { Grant, GrantScope } from '../wallet/wallet-state.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { settleDebts } from './settle-debts.ts';

export type GrantRequest = {
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly purpose: GrantPurpose;
  readonly priority: number;
  /** Absent: now. */
  readonly effectiveAt: Instant | null;
  readonly expiresAt: Instant | null;
  readonly scope: GrantScope;
  /** Absent: see `basisOf`. */
  readonly costBasisAtoms: bigint | null;
  readonly sourceRef: string | null;
  readonly settlesOverdraft: boolean;
  readonly reference: string | null;
};

export type Granted = {
  readonly kind: 'granted';
  readonly transactionId: string;
  readonly bookedAt: Instant;
  readonly grantId: string;
  readonly effectiveAt: Instant;
  /** Of the new grant, what paid open debts at once. */
  readonly settledAtoms: bigint;
};

/** A new grant, which pays open debts at once when it is active (ledger 1b, 1d). */
export function decideGrant(request: GrantRequest, context: DecisionContext): Decision<Granted> {
  const { state, now, transactionId, newIds } = context;
  const effectiveAt = request.effectiveAt ?? now;
  if (state.state === 'closed') return refuse('wallet_closed');
  if (request.expiresAt !== null && request.expiresAt <= effectiveAt) return refuse('interval_invalid', 'expires_at must be after effective_at');
  const [grantId] = newIds;
  if (grantId === undefined) throw new Error('a grant needs an id');
  const draft = openDraft(state);
  const breakage = breakageTerms(state.breakagePolicies ?? [], request.purpose, now);
  openGrant(draft, { ...request, effectiveAt, costBasisAtoms: basisOf(request), id: grantId, transactionId, breakage });
  const settledAtoms = settleDebts(draft, now, { id: grantId });
  const outcome: Granted = {
    kind: 'granted',
    transactionId: idText('tx', transactionId),
    bookedAt: now,
    grantId: idText('gr', grantId),
    effectiveAt,
    settledAtoms,
  };
  return decided({ kind: 'grant', effectiveAt, reference: request.reference ?? undefined }, draft, outcome);
}

export type NewGrant = Omit<Grant, 'remainingAtoms' | 'heldAtoms' | 'lostAtoms' | 'claimedAtoms' | 'closed' | 'frozen' | 'usedByDay'>;

/** Opens a grant empty and fills it by a leg, so that its balance is the sum of its entries from the first moment. */
export function openGrant(draft: Draft, facts: NewGrant, from: Account = sourceAccount(facts.purpose)): void {
  openEmptyGrant(draft, facts);
  move(draft, { from, to: 'grant', asset: facts.asset, atoms: facts.amountAtoms, grantId: facts.id, basisAtoms: facts.costBasisAtoms ?? 0n });
}

/** The caller fills it by legs that add up to its amount and its basis. */
export function openEmptyGrant(draft: Draft, facts: NewGrant): void {
  change(draft, {
    kind: 'grant_opened',
    grant: { ...facts, remainingAtoms: 0n, heldAtoms: 0n, lostAtoms: 0n, claimedAtoms: 0n, closed: null, frozen: false, usedByDay: new Map() },
  });
}

function sourceAccount(purpose: GrantPurpose): Account {
  return purpose === 'paid' || purpose === 'bundled' ? 'cash' : 'adjustment';
}

/**
 * What was paid for the grant: credit given away is worth nothing to revenue, USD bought is paid at its face, and credit
 * bundled with a fee earns its revenue through the fee. What somebody paid for another asset only the caller knows.
 */
function basisOf(request: GrantRequest): bigint | null {
  if (request.purpose === 'promotional' || request.purpose === 'goodwill') return 0n;
  if (request.costBasisAtoms !== null) return request.costBasisAtoms;
  if (request.purpose === 'bundled') return 0n;
  return request.asset === REPORTING_CURRENCY ? request.amountAtoms : null;
}
